package dev.marea.lab.run;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One second of a run, a line of {@code seconds.jsonl}. Latencies are in seconds, counted
 * from the intended start. What was not measured is absent, never 0.
 * <p>
 * {@code sent} and {@code ended} count by the clock and are final when the second is
 * over. {@code done}, {@code errors}, the latencies beside them and {@code statuses} are
 * of the requests that were <i>meant</i> to start in this second, whenever they ended.
 *
 * @param t whole seconds since the run's start
 * @param offered arrivals the schedule asked for in this second; where the load is not
 * the lab's, requests that the instances counted in it
 * @param sent requests that were sent in this second, counted when they leave
 * @param ended the requests that ended in this second; absent where the load is not the
 * lab's, and in records of older versions
 * @param done endings to the requests that were meant to start in this second
 * @param errors how many of {@code done} failed
 * @param p50 median latency of {@code done}
 * @param p99 99th percentile of the same; read back, a second with fewer than 100
 * requests has that of a window, see {@link RunFolder#read}
 * @param max highest of the same
 * @param need instances that the offered rate asks for
 * @param desired instances that the autoscaler wants
 * @param ready instances of the scaled service that are ready
 * @param metric the autoscaler's metric value, in its own unit
 * @param instances the scaled service's instances by name; empty when nobody observed
 * @param statuses {@code done} by HTTP status, {@code "0"} for no answer
 * @param machine the lab's machine; absent in records of older versions
 */
public record Second(int t, @Nullable Double offered, int sent, @Nullable Ended ended, int done, int errors,
		@Nullable Double p50, @Nullable Double p99, @Nullable Double max, @Nullable Integer need,
		@Nullable Integer desired, @Nullable Integer ready, @Nullable Double metric,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, InstanceSecond> instances,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> statuses, @Nullable MachineSecond machine) {

	/**
	 * The requests that ended in a second, whenever they were meant to start.
	 *
	 * @param answered requests whose answer was complete, whatever its status
	 * @param failed requests that ended as failures, answered or not
	 * @param p50 median latency of those that were sent; absent when none ended
	 * @param p99 99th percentile of the same; of fewer than 100 that of the last seconds
	 * that together have 100, of at most 10 seconds
	 */
	public record Ended(int answered, int failed, @Nullable Double p50, @Nullable Double p99) {

	}

	/** A second of which nobody watched the machine. */
	public Second(int t, @Nullable Double offered, int sent, @Nullable Ended ended, int done, int errors,
			@Nullable Double p50, @Nullable Double p99, @Nullable Double max, @Nullable Integer need,
			@Nullable Integer desired, @Nullable Integer ready, @Nullable Double metric,
			Map<String, InstanceSecond> instances, Map<String, Integer> statuses) {
		this(t, offered, sent, ended, done, errors, p50, p99, max, need, desired, ready, metric, instances, statuses,
				null);
	}

	/** A second of which nobody counted what ended in it. */
	public Second(int t, @Nullable Double offered, int sent, int done, int errors, @Nullable Double p50,
			@Nullable Double p99, @Nullable Double max, @Nullable Integer need, @Nullable Integer desired,
			@Nullable Integer ready, @Nullable Double metric, Map<String, InstanceSecond> instances,
			Map<String, Integer> statuses) {
		this(t, offered, sent, null, done, errors, p50, p99, max, need, desired, ready, metric, instances, statuses,
				null);
	}

	/** The same with what the machine did. */
	public Second withMachine(@Nullable MachineSecond machine) {
		return new Second(this.t, this.offered, this.sent, this.ended, this.done, this.errors, this.p50, this.p99,
				this.max, this.need, this.desired, this.ready, this.metric, this.instances, this.statuses, machine);
	}

	/** Whether the lab's machine had too little processor time for the run. */
	public boolean starved() {
		return this.machine != null && this.machine.starved();
	}

	/** Whether the second had requests, as far as known. */
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
		return new Second(this.t, this.offered, this.sent, this.ended, this.done, this.errors, this.p50, p99, this.max,
				this.need, this.desired, this.ready, this.metric, this.instances, this.statuses, this.machine);
	}

}
