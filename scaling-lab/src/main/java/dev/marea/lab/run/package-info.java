/**
 * The record of a run: the input of the run, what happened second by second, and what
 * came of it.
 */
@NullMarked
package dev.marea.lab.run;

import org.jspecify.annotations.NullMarked;
