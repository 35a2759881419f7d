package dev.marea.lab.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * How requests are spread over the instances: {@code even}, {@code warm}, {@code skew}.
 * An instance is <i>settled</i> in a second if it is ready at the second's end and its
 * slow start was over at the begin. Its <i>accepted</i> requests of a second are finished
 * requests plus the growth of those in flight. So an instance that works off its queue
 * does not seem to get more than the others. Time and memory grow with the number of
 * instances times the seconds of their lives, whatever the windows are.
 */
final class Shares {

	/**
	 * Minimum number of requests of an instance in a window, so that chance stays below
	 * 10 %.
	 */
	static final int WINDOW = 1000;

	/** Minimum number of answers for a mean latency. */
	static final int ANSWERS = 100;

	private static final double TOLERANCE = 0.1;

	/** Rounding error of the sliding sums of mean shares. */
	private static final double EXACT = 1e-6;

	/**
	 * The accepted requests of one instance in each second, from its first observed
	 * second.
	 */
	private static final class Track {

		private static final int UNSETTLED = Integer.MIN_VALUE;

		private final int first;

		private int[] taken = new int[16];

		private int length;

		private @Nullable Integer inFlight;

		private Track(int first) {
			this.first = first;
		}

		/**
		 * The accepted requests: finished requests plus the growth of those in flight.
		 */
		private int take(InstanceSecond instance) {
			Integer now = instance.inFlight();
			Integer before = (now != null) ? this.inFlight : null;
			this.inFlight = (now != null) ? now : this.inFlight;
			return instance.takenUp(before);
		}

		private void put(int t, int taken) {
			int at = t - this.first;
			if (at >= this.taken.length) {
				this.taken = Arrays.copyOf(this.taken, Math.max(at + 1, this.taken.length * 2));
			}
			// The instance may have been unobserved for a while.
			Arrays.fill(this.taken, this.length, at, UNSETTLED);
			this.taken[at] = taken;
			this.length = at + 1;
		}

		private boolean settled(int t) {
			return t >= this.first && t < this.first + this.length && this.taken[t - this.first] != UNSETTLED;
		}

		private int taken(int t) {
			return this.taken[t - this.first];
		}

	}

	private final List<Second> seconds;

	private final Lives lives;

	private final double slowStart;

	/** The first second that the summary covers; nothing counts as settled before. */
	private final double from;

	private final Map<String, Track> tracks = new HashMap<>();

	/** Number of settled instances in each second. */
	private final int[] settled;

	/** Mean of the accepted requests of settled instances in each second. */
	private final double[] fair;

	/** Answers of settled instances with a known latency, in each second. */
	private final int[] answers;

	/** Sum of the latencies of these answers, in each second. */
	private final double[] latencies;

	Shares(Run run, Lives lives, double slowStart) {
		this.seconds = run.seconds();
		this.lives = lives;
		this.slowStart = slowStart;
		this.from = run.info().summaryFrom();
		this.settled = new int[this.seconds.size()];
		this.fair = new double[this.seconds.size()];
		this.answers = new int[this.seconds.size()];
		this.latencies = new double[this.seconds.size()];
		for (int t = 0; t < this.seconds.size(); t++) {
			add(t, this.seconds.get(t).instances());
		}
	}

	private void add(int t, Map<String, InstanceSecond> instances) {
		long sum = 0;
		for (Map.Entry<String, InstanceSecond> each : instances.entrySet()) {
			InstanceSecond instance = each.getValue();
			Track track = this.tracks.computeIfAbsent(each.getKey(), (name) -> new Track(t));
			int taken = track.take(instance);
			if (!instance.ready() || t < this.from || t < settledFrom(this.lives.of(each.getKey(), t))) {
				track.put(t, Track.UNSETTLED);
				continue;
			}
			track.put(t, taken);
			sum += taken;
			this.settled[t]++;
			this.answers[t] += answers(instance);
			this.latencies[t] += latencies(instance);
		}
		this.fair[t] = (this.settled[t] > 0) ? (double) sum / this.settled[t] : 0;
	}

	/** An instance without a readiness event was ready from the start. */
	private double settledFrom(Lives.@Nullable Life life) {
		return (life != null && life.ready() != null) ? life.ready() + this.slowStart : Double.NEGATIVE_INFINITY;
	}

	/** Number of settled instances in a second. */
	int settled(int t) {
		return this.settled[t];
	}

	/**
	 * The second after the last observed one of an instance; 0 if it was never observed.
	 */
	int seenUntil(String instance) {
		Track track = this.tracks.get(instance);
		return (track != null) ? track.first + track.length : 0;
	}

	/**
	 * Seconds from the end of slow start until a window begins in which its share is
	 * fair.
	 */
	@Nullable Double even(Lives.Life life) {
		double from = settledFrom(life);
		Track track = this.tracks.get(life.instance());
		if (track == null) {
			return null;
		}
		int first = Math.max(0, (int) Math.ceil(from));
		int end = first;
		double fair = 0;
		long own = 0;
		for (int begin = first;; begin++) {
			while (fair < WINDOW - EXACT) {
				if (!track.settled(end) || this.settled[end] < 2) {
					return null;
				}
				fair += this.fair[end];
				own += track.taken(end);
				end++;
			}
			if (Math.abs(own / fair - 1) <= TOLERANCE) {
				return Math.max(0, begin - Math.ceil(from));
			}
			fair -= this.fair[begin];
			own -= track.taken(begin);
		}
	}

	/**
	 * Seconds from ready to the begin of a window in which its latency is that of its
	 * settled peers.
	 */
	@Nullable Double warm(Lives.Life life) {
		Track track = this.tracks.get(life.instance());
		if (life.ready() == null || track == null) {
			return null;
		}
		int first = Math.max(0, (int) Math.floor(life.ready()));
		int last = seenUntil(life.instance());
		int end = first;
		Latency own = new Latency();
		Latency peers = new Latency();
		for (int begin = first;; begin++) {
			for (; own.answers < ANSWERS; end++) {
				if (end >= last) {
					return null;
				}
				count(end, life.instance(), track, own, peers, 1);
			}
			if (peers.answers < ANSWERS) {
				return null;
			}
			if (own.mean() <= peers.mean() * (1 + TOLERANCE)) {
				return Math.max(0, begin - life.ready());
			}
			count(begin, life.instance(), track, own, peers, -1);
		}
	}

	/** Adds a second's answers to the window, or removes them. */
	private void count(int t, String name, Track track, Latency own, Latency peers, int sign) {
		InstanceSecond instance = this.seconds.get(t).instances().get(name);
		int answers = (instance != null) ? answers(instance) : 0;
		double latencies = (instance != null) ? latencies(instance) : 0;
		boolean settled = track.settled(t);
		own.add(sign * answers, sign * latencies);
		peers.add(sign * (this.answers[t] - (settled ? answers : 0)),
				sign * (this.latencies[t] - (settled ? latencies : 0)));
	}

	private static int answers(InstanceSecond instance) {
		return (instance.answers() != null && instance.latency() != null) ? instance.answers() : 0;
	}

	private static double latencies(InstanceSecond instance) {
		return (instance.answers() != null && instance.latency() != null) ? instance.answers() * instance.latency() : 0;
	}

	/**
	 * Busiest over mean, in the worst window. Windows are cut only while the set of
	 * settled instances (two or more) is unchanged.
	 */
	@Nullable Double skew() {
		Double worst = null;
		Set<String> settled = Set.of();
		Map<String, Long> sums = new TreeMap<>();
		for (int t = 0; t < this.seconds.size(); t++) {
			Set<String> now = new TreeSet<>();
			for (String name : this.seconds.get(t).instances().keySet()) {
				if (this.tracks.get(name).settled(t)) {
					now.add(name);
				}
			}
			if (!now.equals(settled)) {
				settled = now;
				sums.clear();
			}
			if (settled.size() < 2) {
				continue;
			}
			for (String name : settled) {
				sums.merge(name, (long) this.tracks.get(name).taken(t), Long::sum);
			}
			double mean = sums.values().stream().mapToLong(Long::longValue).average().orElse(0);
			if (mean >= WINDOW) {
				double skew = sums.values().stream().mapToLong(Long::longValue).max().orElse(0) / mean;
				worst = (worst == null) ? skew : Math.max(worst, skew);
				sums.clear();
			}
		}
		return worst;
	}

	private static final class Latency {

		private int answers;

		private double sum;

		private void add(int answers, double sum) {
			this.answers += answers;
			this.sum += sum;
		}

		private double mean() {
			return this.sum / this.answers;
		}

	}

}
