package dev.marea.lab.observe;

import org.jspecify.annotations.Nullable;

/**
 * The last observed state of an instance.
 *
 * @param name its name; never used twice in a run
 * @param service the service it belongs to
 * @param ready whether callers send it requests: it is ready and not terminating
 * @param requests number of requests since its start; 0 before the first reading; absent
 * if nobody counts
 * @param cpuSeconds CPU time it has used since its start
 * @param memory memory in bytes, without reclaimable cache
 * @param throttledSeconds seconds for which its CPU limit has held it up since its start
 * @param inFlight requests it is serving
 * @param seen its last answer, on {@code System.nanoTime()}'s clock; absent before the
 * first
 */
public record Instance(String name, String service, boolean ready, @Nullable Long requests, @Nullable Double cpuSeconds,
		@Nullable Long memory, @Nullable Double throttledSeconds, @Nullable Integer inFlight, @Nullable Long seen) {

	/** An instance with meters of its own, without figures of its container. */
	public Instance(String name, String service, boolean ready, long requests, @Nullable Double cpuSeconds,
			@Nullable Integer inFlight, @Nullable Long seen) {
		this(name, service, ready, requests, cpuSeconds, null, null, inFlight, seen);
	}

}
