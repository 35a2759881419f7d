@NullMarked
package dev.marea.catalog.work;

import org.jspecify.annotations.NullMarked;
