@NullMarked
package dev.marea.catalog.stock;

import org.jspecify.annotations.NullMarked;
