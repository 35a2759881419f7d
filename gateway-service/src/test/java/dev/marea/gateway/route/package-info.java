@NullMarked
package dev.marea.gateway.route;

import org.jspecify.annotations.NullMarked;
