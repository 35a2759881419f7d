package dev.marea.lab.fleet;

import org.jspecify.annotations.Nullable;

/**
 * The cost of an instance's start.
 *
 * @param seconds time from the start of its process until it was ready
 * @param cpuSeconds CPU time of its process until then; absent if the operating system
 * does not report it
 */
public record StartCost(double seconds, @Nullable Double cpuSeconds) {

	static StartCost of(Process process, long nanos) {
		return new StartCost(nanos / 1e9,
				process.toHandle().info().totalCpuDuration().map((cpu) -> cpu.toNanos() / 1e9).orElse(null));
	}

}
