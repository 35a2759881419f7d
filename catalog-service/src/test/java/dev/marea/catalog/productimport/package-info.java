@NullMarked
package dev.marea.catalog.productimport;

import org.jspecify.annotations.NullMarked;
