package dev.marea.lab.compose;

import org.jspecify.annotations.Nullable;

/**
 * Total usage of a container.
 *
 * @param nanos when this was reported, on {@code System.nanoTime()}'s clock
 * @param cpuSeconds CPU time since its start
 * @param memory memory in bytes without inactive file cache, as in {@code docker stats}
 * @param throttledSeconds seconds for which its CPU limit has held up its threads since
 * its start, summed over processors; absent without a limit
 */
record ContainerUsage(long nanos, @Nullable Double cpuSeconds, @Nullable Long memory,
		@Nullable Double throttledSeconds) {

}
