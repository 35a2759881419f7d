@NullMarked
package dev.marea.order.catalog;

import org.jspecify.annotations.NullMarked;
