package dev.marea.lab.observe;

import org.jspecify.annotations.Nullable;

/**
 * One instance as it was seen last.
 *
 * @param name its name; never used twice in a run
 * @param service the service it belongs to
 * @param ready whether it takes requests: it says that it is ready and was not told to go
 * @param requests how many it has taken since its start; 0 until it was asked; absent
 * where nobody counts
 * @param cpuSeconds CPU time it has used since its start
 * @param memory bytes it holds, without what the system can take back at once
 * @param throttledSeconds how long its CPU limit has held it up since its start
 * @param inFlight requests it is serving
 * @param seen when it answered last, on {@code System.nanoTime()}'s clock; absent until
 * it did
 */
public record Instance(String name, String service, boolean ready, @Nullable Long requests, @Nullable Double cpuSeconds,
		@Nullable Long memory, @Nullable Double throttledSeconds, @Nullable Integer inFlight, @Nullable Long seen) {

	/** An instance that tells what it did, and nothing of what holds it. */
	public Instance(String name, String service, boolean ready, long requests, @Nullable Double cpuSeconds,
			@Nullable Integer inFlight, @Nullable Long seen) {
		this(name, service, ready, requests, cpuSeconds, null, null, inFlight, seen);
	}

}
