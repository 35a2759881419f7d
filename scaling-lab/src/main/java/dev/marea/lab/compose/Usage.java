package dev.marea.lab.compose;

import org.jspecify.annotations.Nullable;

/**
 * What a container has used.
 *
 * @param nanos when this was told, on {@code System.nanoTime()}'s clock
 * @param cpuSeconds CPU time since its start
 * @param memory bytes it holds, without file cache that nobody has used for a while, as
 * {@code docker stats} has it
 * @param throttledSeconds how long its CPU limit has held up its threads since its start,
 * summed over processors; absent without a limit
 */
record Usage(long nanos, @Nullable Double cpuSeconds, @Nullable Long memory, @Nullable Double throttledSeconds) {

}
