/**
 * Which place is observed, as the command line says it.
 */
@NullMarked
package dev.marea.lab.place;

import org.jspecify.annotations.NullMarked;
