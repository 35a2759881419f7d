package dev.marea.lab.run;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One second of a run, a line of {@code seconds.jsonl}. Latencies are in seconds. What
 * was not measured is absent, never 0.
 *
 * @param t whole seconds since the run's start
 * @param offered arrivals the schedule asked for in this second; where the load is not
 * the lab's, requests that the instances counted in it
 * @param sent requests that were sent in this second
 * @param done answers to the requests that were meant to start in this second
 * @param errors how many of {@code done} failed
 * @param p50 median latency of {@code done}, counted from the intended start
 * @param p99 99th percentile of the same; read back, a second with fewer than 100
 * requests has that of a window, see {@link RunFolder#read}
 * @param max highest of the same
 * @param need instances that the offered rate asks for
 * @param desired instances that the autoscaler wants
 * @param ready instances of the scaled service that are ready
 * @param metric what the autoscaler goes by, in its own unit
 * @param instances the scaled service's instances by name; empty when nobody observed
 * @param statuses {@code done} by HTTP status, {@code "0"} for no answer
 */
public record Second(int t, @Nullable Double offered, int sent, int done, int errors, @Nullable Double p50,
		@Nullable Double p99, @Nullable Double max, @Nullable Integer need, @Nullable Integer desired,
		@Nullable Integer ready, @Nullable Double metric,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, InstanceSecond> instances,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> statuses) {

	/** Whether requests came, as far as anybody knows. */
	public boolean loaded() {
		return this.offered != null && this.offered > 0;
	}

	@SuppressWarnings("ConstantValue") // a line without the field reads as null
	public Second {
		instances = (instances != null) ? InstanceSeconds.of(instances) : Map.of();
		statuses = (statuses != null) ? statuses : Map.of();
	}

	/** The same with another p99. */
	Second withP99(@Nullable Double p99) {
		return new Second(this.t, this.offered, this.sent, this.done, this.errors, this.p50, p99, this.max, this.need,
				this.desired, this.ready, this.metric, this.instances, this.statuses);
	}

}
