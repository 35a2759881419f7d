/**
 * How many requests arrive when: shapes of load, and the schedules made of them.
 */
@NullMarked
package dev.marea.lab.shape;

import org.jspecify.annotations.NullMarked;
