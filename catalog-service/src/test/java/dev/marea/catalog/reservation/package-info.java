@NullMarked
package dev.marea.catalog.reservation;

import org.jspecify.annotations.NullMarked;
