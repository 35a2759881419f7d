/**
 * Makes load: open loop by a schedule, and closed loop to learn what an instance can do.
 */
@NullMarked
package dev.marea.lab.load;

import org.jspecify.annotations.NullMarked;
