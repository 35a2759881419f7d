@NullMarked
package dev.marea.catalog.product;

import org.jspecify.annotations.NullMarked;
