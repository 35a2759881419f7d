@NullMarked
package dev.marea.catalog;

import org.jspecify.annotations.NullMarked;
