/**
 * What a run shows on the terminal while it goes on and when it ends.
 */
@NullMarked
package dev.marea.lab.live;

import org.jspecify.annotations.NullMarked;
