@NullMarked
package dev.marea.order;

import org.jspecify.annotations.NullMarked;
