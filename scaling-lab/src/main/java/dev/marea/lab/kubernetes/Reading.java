package dev.marea.lab.kubernetes;

import org.jspecify.annotations.Nullable;

/**
 * One reading of a pod's containers, summed.
 *
 * @param millis when, epoch milliseconds on the node's clock
 * @param cpuSeconds CPU time since its start
 * @param memory bytes of its working set
 * @param throttledSeconds seconds for which its CPU limit has held it up since its start;
 * absent without a limit
 */
record Reading(long millis, @Nullable Double cpuSeconds, @Nullable Long memory, @Nullable Double throttledSeconds) {

	Reading plus(Reading other) {
		return new Reading(Math.max(this.millis, other.millis), sum(this.cpuSeconds, other.cpuSeconds),
				(this.memory == null) ? other.memory
						: (other.memory == null) ? this.memory : (Long) (this.memory + other.memory),
				sum(this.throttledSeconds, other.throttledSeconds));
	}

	private static @Nullable Double sum(@Nullable Double one, @Nullable Double other) {
		return (one == null) ? other : (other == null) ? one : (Double) (one + other);
	}

}
