/**
 * The record of a run: its input, its seconds and events, and its results.
 */
@NullMarked
package dev.marea.lab.run;

import org.jspecify.annotations.NullMarked;
