@NullMarked
package dev.marea.cloud.balancer.test;

import org.jspecify.annotations.NullMarked;
