/**
 * Replays access logs: their rates and their paths.
 */
@NullMarked
package dev.marea.lab.replay;

import org.jspecify.annotations.NullMarked;
