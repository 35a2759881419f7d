package dev.marea.lab.fleet;

import org.jspecify.annotations.Nullable;

/**
 * What it took an instance to start.
 *
 * @param seconds from its process' start until it was ready
 * @param cpuSeconds CPU time of its process until then; absent where the operating system
 * does not tell
 */
public record StartCost(double seconds, @Nullable Double cpuSeconds) {

	static StartCost of(Process process, long nanos) {
		return new StartCost(nanos / 1e9,
				process.toHandle().info().totalCpuDuration().map((cpu) -> cpu.toNanos() / 1e9).orElse(null));
	}

}
