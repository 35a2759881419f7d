/**
 * Selects the observed place by the command line.
 */
@NullMarked
package dev.marea.lab.place;

import org.jspecify.annotations.NullMarked;
