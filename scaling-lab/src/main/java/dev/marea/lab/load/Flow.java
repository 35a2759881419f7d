package dev.marea.lab.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Second;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by the second in which they left and ended. A closed second is final: a
 * late entry counts in the first open second. Safe for use by several threads. Fast,
 * because every request passes here before it leaves.
 */
final class Flow {

	/** With fewer requests, p99 is the maximum. */
	private static final int ENOUGH = 100;

	/** Maximum number of seconds that one p99 covers. */
	private static final int WINDOW = 10;

	/** The server chooses the names, so their number in a second is bounded. */
	static final int MOST_INSTANCES = 1000;

	/**
	 * A closed second.
	 *
	 * @param late seconds from the intended start to the actual one, 99th percentile
	 * @param served answers that name an instance, by its name
	 */
	record Closed(int sent, @Nullable Double late, Second.Ended ended, Map<String, Integer> served) {

	}

	private static final class Tally {

		private int sent;

		private int answered;

		private int failed;

		private final Histogram late = OpenSecond.histogram();

		private final Histogram latencies = OpenSecond.histogram();

		private final Map<String, Integer> served = new HashMap<>();

	}

	private final SortedMap<Integer, Tally> open = new TreeMap<>();

	/** Latencies of the last closed seconds, newest first. */
	private final Deque<Histogram> last = new ArrayDeque<>();

	/** The first second that is open. */
	private int first;

	/**
	 * @param t when the request left, in seconds since the run's start
	 * @param late nanoseconds from its intended start to its dispatch
	 */
	synchronized void sent(double t, long late) {
		Tally tally = at(t);
		tally.sent++;
		tally.late.recordValue(Math.max(0, late));
	}

	/**
	 * @param t when it ended, in seconds since the run's start
	 * @param instances the instances that took part in the answer
	 */
	synchronized void ended(double t, Sample sample, List<String> instances) {
		Tally tally = at(t);
		tally.answered += sample.answered() ? 1 : 0;
		tally.failed += sample.failed() ? 1 : 0;
		if (sample.wasSent()) {
			tally.latencies.recordValue(Math.max(0, sample.latency()));
		}
		for (String instance : instances) {
			if (tally.served.size() < MOST_INSTANCES || tally.served.containsKey(instance)) {
				tally.served.merge(instance, 1, Integer::sum);
			}
		}
	}

	private Tally at(double t) {
		return this.open.computeIfAbsent(Math.max(this.first, (int) Math.floor(t)), (second) -> new Tally());
	}

	/** The first second without any entry. */
	synchronized int end() {
		return this.open.isEmpty() ? this.first : this.open.lastKey() + 1;
	}

	/** Closes the first open second. */
	synchronized Closed close() {
		Tally tally = this.open.remove(this.first);
		this.first++;
		tally = (tally != null) ? tally : new Tally();
		this.last.addFirst(tally.latencies);
		if (this.last.size() > WINDOW) {
			this.last.removeLast();
		}
		boolean any = tally.latencies.getTotalCount() > 0;
		Double late = (tally.sent > 0) ? (Double) OpenSecond.seconds(tally.late.getValueAtPercentile(99)) : null;
		return new Closed(tally.sent, late,
				new Second.Ended(tally.answered, tally.failed,
						any ? OpenSecond.seconds(tally.latencies.getValueAtPercentile(50)) : null, any ? p99() : null),
				tally.served);
	}

	/**
	 * The p99 of the newest second and of as many earlier seconds as are needed for
	 * enough requests.
	 */
	private @Nullable Double p99() {
		Histogram window = OpenSecond.histogram();
		for (Histogram each : this.last) {
			window.add(each);
			if (window.getTotalCount() >= ENOUGH) {
				break;
			}
		}
		return OpenSecond.seconds(window.getValueAtPercentile(99));
	}

}
