@NullMarked
package dev.marea.gateway;

import org.jspecify.annotations.NullMarked;
