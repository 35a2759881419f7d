package dev.marea.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * One instance of the scaled service in one second.
 *
 * @param requests requests it took in that second
 * @param ready whether it was ready at the second's end
 * @param cpu cores it used
 * @param inFlight requests it was serving at the second's end
 * @param answers the load's requests of that second that it answered without an error
 * @param latency mean latency of those, in seconds
 */
public record InstanceSecond(int requests, boolean ready, @Nullable Double cpu, @Nullable Integer inFlight,
		@Nullable Integer answers, @Nullable Double latency) {

	public InstanceSecond(int requests, boolean ready, @Nullable Double cpu, @Nullable Integer inFlight) {
		this(requests, ready, cpu, inFlight, null, null);
	}

}
