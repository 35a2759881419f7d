/**
 * Arrival rates over time: shapes of load, and their schedules.
 */
@NullMarked
package dev.marea.lab.shape;

import org.jspecify.annotations.NullMarked;
