@NullMarked
package dev.marea.catalog.invariant;

import org.jspecify.annotations.NullMarked;
