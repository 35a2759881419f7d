package dev.marea.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * One instance of the scaled service in one second.
 *
 * @param requests requests that it finished in that second, by its own counter; without
 * one, the load's requests that it answered; absent if neither is known
 * @param ready whether it was ready at the second's end
 * @param cpu cores it used
 * @param memory memory in bytes at the second's end
 * @param throttled seconds per second for which its CPU limit held it up
 * @param inFlight requests it was serving at the second's end
 * @param answers the load's requests of that second that it answered without an error
 * @param latency mean latency of those, in seconds
 */
public record InstanceSecond(@Nullable Integer requests, boolean ready, @Nullable Double cpu, @Nullable Long memory,
		@Nullable Double throttled, @Nullable Integer inFlight, @Nullable Integer answers, @Nullable Double latency) {

	public InstanceSecond(int requests, boolean ready, @Nullable Double cpu, @Nullable Integer inFlight) {
		this(requests, ready, cpu, null, null, inFlight, null, null);
	}

	/** The same, with the figures of the load's answers. */
	public InstanceSecond withAnswers(@Nullable Integer requests, @Nullable Integer answers, @Nullable Double latency) {
		return new InstanceSecond(requests, this.ready, this.cpu, this.memory, this.throttled, this.inFlight, answers,
				latency);
	}

	/**
	 * Accepted requests: finished requests plus the growth of those in flight. May be
	 * below 0 by a request or two, because the two figures are not read at once.
	 * @param before requests in flight at the end of the second before; absent if unknown
	 */
	public int takenUp(@Nullable Integer before) {
		return load() + ((this.inFlight != null && before != null) ? this.inFlight - before : 0);
	}

	/** Finished requests; 0 if unknown. */
	public int load() {
		return (this.requests != null) ? this.requests : 0;
	}

}
