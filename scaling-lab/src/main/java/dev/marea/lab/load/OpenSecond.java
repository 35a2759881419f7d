package dev.marea.lab.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Second;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one second so far: the requests that were meant for it, the requests
 * that left and ended in it, and the instances. Not safe for use by several threads.
 */
final class OpenSecond {

	/**
	 * Answers of one instance without an error, and their latencies, summed in
	 * nanoseconds.
	 */
	private static final class Share {

		private int answers;

		private long latency;

	}

	private final int t;

	/** Absent if another tool sends the load. */
	private @Nullable Integer offered;

	/** Absent until the second is over. */
	private Flow.@Nullable Closed flow;

	private int done;

	private int errors;

	private final Histogram latencies = histogram();

	private final Map<String, Integer> statuses = new TreeMap<>();

	private final Map<String, Share> shares = new HashMap<>();

	private @Nullable PlaceSecond observation;

	private @Nullable MachineSecond machine;

	OpenSecond(int t) {
		this.t = t;
	}

	/** Three digits from a microsecond on; the range grows as needed. */
	static Histogram histogram() {
		Histogram histogram = new Histogram(1000, 2_000_000, 3);
		histogram.setAutoResize(true);
		return histogram;
	}

	void offered(int offered) {
		this.offered = offered;
	}

	void machine(MachineSecond machine) {
		this.machine = machine;
	}

	void closed(Flow.Closed flow) {
		this.flow = flow;
	}

	/**
	 * @param instances the instances that took part in the answer
	 */
	void done(Sample sample, List<String> instances) {
		this.done++;
		this.errors += sample.failed() ? 1 : 0;
		this.statuses.merge(Integer.toString(sample.status()), 1, Integer::sum);
		if (sample.wasSent()) {
			this.latencies.recordValue(Math.max(0, sample.latency()));
		}
		for (String instance : instances) {
			boolean room = this.shares.size() < Flow.MOST_INSTANCES || this.shares.containsKey(instance);
			if (!sample.failed() && room) {
				Share share = this.shares.computeIfAbsent(instance, (name) -> new Share());
				share.answers++;
				share.latency += sample.latency();
			}
		}
	}

	void observed(PlaceSecond observation) {
		this.observation = observation;
	}

	/** Whether every request that was meant for this second has ended. */
	boolean complete() {
		return this.offered == null || this.done >= this.offered;
	}

	Histogram latencies() {
		return this.latencies;
	}

	/** The second with all known figures. */
	Second second(@Nullable Double capacity) {
		return second(capacity, true);
	}

	/**
	 * The second with its final figures only: without the requests that were meant for
	 * it.
	 */
	Second finalFigures(@Nullable Double capacity) {
		return second(capacity, false);
	}

	private Second second(@Nullable Double capacity, boolean meant) {
		boolean any = meant && this.latencies.getTotalCount() > 0;
		PlaceSecond seen = this.observation;
		Flow.Closed flow = this.flow;
		Map<String, InstanceSecond> instances = (seen != null) ? instances(seen, meant) : Map.of();
		Double offered = (this.offered != null) ? (Double) this.offered.doubleValue()
				: (seen != null && seen.arrivals() != null) ? (Double) seen.arrivals().doubleValue() : null;
		return new Second(this.t, offered, (flow != null) ? flow.sent() : 0,
				(flow != null && this.offered != null) ? flow.ended() : null, meant ? this.done : 0,
				meant ? this.errors : 0, any ? seconds(this.latencies.getValueAtPercentile(50)) : null,
				any ? seconds(this.latencies.getValueAtPercentile(99)) : null,
				any ? seconds(this.latencies.getMaxValue()) : null,
				(capacity != null && offered != null) ? (Integer) (int) Math.ceil(offered / capacity) : null,
				(seen != null) ? seen.desired() : null, (seen != null) ? seen.ready() : null,
				(seen != null) ? seen.metric() : null, instances, meant ? Map.copyOf(this.statuses) : Map.of(),
				(this.machine != null && flow != null) ? this.machine.withLate(flow.late()) : this.machine);
	}

	private Map<String, InstanceSecond> instances(PlaceSecond seen, boolean meant) {
		Map<String, InstanceSecond> instances = new TreeMap<>();
		Map<String, Integer> served = (this.flow != null) ? this.flow.served() : Map.of();
		// If no answer names an instance of the service, the answers of each instance are
		// unknown.
		boolean named = seen.instances().keySet().stream().anyMatch(served::containsKey);
		seen.instances().forEach((name, instance) -> {
			Integer answered = named ? (Integer) served.getOrDefault(name, 0) : null;
			Integer requests = (instance.requests() != null) ? instance.requests() : answered;
			Share share = meant ? this.shares.get(name) : null;
			instances.put(name, instance.withAnswers(requests, (share != null) ? (Integer) share.answers : null,
					(share != null) ? (Double) seconds(share.latency / share.answers) : null));
		});
		return instances;
	}

	static double seconds(long nanos) {
		// Whole microseconds: more digits are noise.
		return Math.round(nanos / 1e3) / 1e6;
	}

}
