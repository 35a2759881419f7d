@NullMarked
package dev.marea.order.money;

import org.jspecify.annotations.NullMarked;
