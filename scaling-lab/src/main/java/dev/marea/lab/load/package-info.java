/**
 * Sends load: open loop by a schedule, and closed loop to measure the capacity of an
 * instance.
 */
@NullMarked
package dev.marea.lab.load;

import org.jspecify.annotations.NullMarked;
