/**
 * Checks of a run's summary, and their results for people and for CI.
 */
@NullMarked
package dev.marea.lab.check;

import org.jspecify.annotations.NullMarked;
