package dev.marea.lab.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Second;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one second so far. Not safe for use by several threads.
 */
final class Bucket {

	/**
	 * Answers of one instance: all of them, those without an error and the latencies of
	 * these, summed in nanoseconds.
	 */
	private static final class Share {

		private int requests;

		private int answers;

		private long latency;

	}

	private final int t;

	/** Absent where the load is somebody else's. */
	private @Nullable Integer offered;

	private int sent;

	private int done;

	private int errors;

	// From a microsecond on, three digits, as wide as needed.
	private final Histogram latencies = new Histogram(1000, 2_000_000, 3);

	private final Map<String, Integer> statuses = new TreeMap<>();

	private final Map<String, Share> shares = new HashMap<>();

	private @Nullable Observation observation;

	Bucket(int t) {
		this.t = t;
		this.latencies.setAutoResize(true);
	}

	void offered(int offered) {
		this.offered = offered;
	}

	void sent() {
		this.sent++;
	}

	/**
	 * @param instances those that had a part in the answer
	 */
	void done(Sample sample, List<String> instances) {
		this.done++;
		this.errors += sample.failed() ? 1 : 0;
		this.statuses.merge(Integer.toString(sample.status()), 1, Integer::sum);
		if (sample.wasSent()) {
			this.latencies.recordValue(Math.max(0, sample.latency()));
		}
		for (String instance : instances) {
			Share share = this.shares.computeIfAbsent(instance, (name) -> new Share());
			share.requests++;
			if (!sample.failed()) {
				share.answers++;
				share.latency += sample.latency();
			}
		}
	}

	void observed(Observation observation) {
		this.observation = observation;
	}

	/** Whether every request that was meant for this second has ended. */
	boolean complete() {
		return this.offered == null || this.done >= this.offered;
	}

	Histogram latencies() {
		return this.latencies;
	}

	/** The second as it is known. */
	Second second(@Nullable Double capacity) {
		return second(capacity, this.latencies);
	}

	/**
	 * The second as it looks while requests are still under way: they are taken to be its
	 * last ones and to end now, as nothing better can come of them.
	 * @param age nanoseconds since the second's end
	 */
	Second provisional(@Nullable Double capacity, long age) {
		Histogram latencies = this.latencies.copy();
		latencies.setAutoResize(true);
		int all = (this.offered != null) ? this.offered : this.done;
		for (int i = 0; i < all - this.done; i++) {
			latencies.recordValue(Math.max(0, age) + (long) (1e9 * (i + 0.5) / all));
		}
		return second(capacity, latencies);
	}

	private Second second(@Nullable Double capacity, Histogram latencies) {
		boolean any = latencies.getTotalCount() > 0;
		Observation seen = this.observation;
		Map<String, InstanceSecond> instances = (seen != null) ? instances(seen) : Map.of();
		Double offered = (this.offered != null) ? (Double) this.offered.doubleValue() : counted(instances);
		return new Second(this.t, offered, this.sent, this.done, this.errors,
				any ? seconds(latencies.getValueAtPercentile(50)) : null,
				any ? seconds(latencies.getValueAtPercentile(99)) : null, any ? seconds(latencies.getMaxValue()) : null,
				(capacity != null && offered != null) ? (Integer) (int) Math.ceil(offered / capacity) : null,
				(seen != null) ? seen.desired() : null, (seen != null) ? seen.ready() : null,
				(seen != null) ? seen.metric() : null, instances, Map.copyOf(this.statuses));
	}

	/** What the instances counted; absent where one of them does not count. */
	private static @Nullable Double counted(Map<String, InstanceSecond> instances) {
		boolean known = !instances.isEmpty()
				&& instances.values().stream().allMatch((instance) -> instance.requests() != null);
		return known ? (Double) (double) instances.values().stream().mapToInt(InstanceSecond::load).sum() : null;
	}

	private Map<String, InstanceSecond> instances(Observation seen) {
		Map<String, InstanceSecond> instances = new TreeMap<>();
		// No answer names an instance of the service: then nobody knows how many each
		// had.
		boolean named = seen.instances().keySet().stream().anyMatch(this.shares::containsKey);
		seen.instances().forEach((name, instance) -> {
			Share share = this.shares.get(name);
			Integer answered = (share != null) ? (Integer) share.requests : named ? (Integer) 0 : null;
			Integer requests = (instance.requests() != null) ? instance.requests() : answered;
			boolean any = share != null && share.answers > 0;
			instances.put(name, instance.withAnswers(requests, any ? (Integer) share.answers : null,
					any ? (Double) seconds(share.latency / share.answers) : null));
		});
		return instances;
	}

	static double seconds(long nanos) {
		// Whole microseconds: what is beyond is noise.
		return Math.round(nanos / 1e3) / 1e6;
	}

}
