@NullMarked
package dev.marea.order.invariants;

import org.jspecify.annotations.NullMarked;
