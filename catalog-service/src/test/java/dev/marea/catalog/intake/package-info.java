@NullMarked
package dev.marea.catalog.intake;

import org.jspecify.annotations.NullMarked;
