/**
 * The terminal output of a run, while it goes on and at its end.
 */
@NullMarked
package dev.marea.lab.live;

import org.jspecify.annotations.NullMarked;
