@NullMarked
package dev.marea.cloud.balancer;

import org.jspecify.annotations.NullMarked;
