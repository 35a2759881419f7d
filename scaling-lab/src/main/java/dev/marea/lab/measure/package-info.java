/**
 * Computes a run's measures from its record.
 */
@NullMarked
package dev.marea.lab.measure;

import org.jspecify.annotations.NullMarked;
