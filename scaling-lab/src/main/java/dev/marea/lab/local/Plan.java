package dev.marea.lab.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.marea.lab.fleet.DemoSpec;

/**
 * A demo that fits a machine: the peak and one start together use at most a share of the
 * cores. So it shows the shop's limits and not the machine's.
 *
 * @param readWait wait of a request in an instance
 * @param patience queue timeout of an instance
 * @param constant share of the peak that is sent all day, 0 to 1
 * @param instances how many instances the busiest second needs
 * @param mean mean of the day's rate over its highest, 0 to 1
 */
record Plan(Duration readWait, Duration patience, double constant, double instances, double mean) {

	/** A start takes longer under load than alone. */
	private static final double STARTS = 2.5;

	/**
	 * Seconds of a request without its wait. A higher measurement means that the machine
	 * was busy with other work.
	 */
	private static final double MOST_OVERHEAD = 0.006;

	/** Largest increase of the day's height on a slow machine. */
	private static final double HIGHER = 1.25;

	/** Surplus of planned requests, because arrivals are random. */
	private static final double RESERVE = 1.05;

	/**
	 * Chooses the values for a machine, within the bounds of the fleet file.
	 * @param wait wait of a request when the costs were measured
	 * @param trace mean of the trace's rate over its highest, 0 to 1
	 */
	static Plan of(DemoSpec demo, Costs costs, Duration wait, double trace) {
		DemoSpec.Fit fit = demo.fit();
		double affordable = Math.max(Double.MIN_NORMAL, costs.affordable(fit.busy()));
		double even = needed(demo, 1) / affordable;
		double constant = Math.clamp((even - trace) / (1 - trace), 0, fit.constant());
		double mean = constant + (1 - constant) * trace;
		double peak = Math.max(needed(demo, mean), affordable);
		double overhead = Math.clamp(fit.concurrency() / costs.capacity() - seconds(wait), 0, MOST_OVERHEAD);
		Duration readWait = fit.readWait().nearest(fit.concurrency() * demo.peak() / peak - overhead);
		double instances = peak * (seconds(readWait) + overhead) / fit.concurrency();
		Double least = fit.leastPeak();
		return new Plan(readWait, fit.patience().nearest(STARTS * costs.start()), constant,
				Math.clamp(instances, (least != null) ? least : demo.peak(), demo.peak()), mean);
	}

	/** Lowest peak with which the longest day has the minimum number of requests. */
	private static double needed(DemoSpec demo, double mean) {
		return RESERVE * demo.requests() / (mean * seconds(demo.fit().lasting().most()));
	}

	/**
	 * The day's highest rate, in requests per second. It needs the chosen number of
	 * instances. If the longest day would have too few requests, the rate is higher: up
	 * to a quarter more than the instances of the fleet file serve.
	 */
	double height(DemoSpec demo, double capacity) {
		return Math.clamp(needed(demo, this.mean), this.instances * capacity, HIGHER * demo.peak() * capacity);
	}

	/** The length of a day with the minimum number of requests. */
	Duration lasting(DemoSpec demo, double height) {
		return demo.fit().lasting().nearest(RESERVE * demo.requests() / (this.mean * height));
	}

	/** The day: the trace, over what is sent all day. */
	String shape(Path trace, Duration lasting, double height) {
		String day = shape(trace, lasting.toMillis(), (1 - this.constant) * height);
		return (this.constant > 0) ? day + String.format(Locale.ROOT, "+constant:rate=%.1f/s,for=%dms",
				this.constant * height, lasting.toMillis()) : day;
	}

	/**
	 * The trace alone.
	 * @param peak its highest rate, in requests per second
	 */
	static String shape(Path trace, long millis, double peak) {
		return String.format(Locale.ROOT, "trace:file=%s,for=%dms,peak=%.1f/s", trace, millis, peak);
	}

	/**
	 * The finding that this machine cannot send the minimum number of requests.
	 *
	 * @param text a sentence for the user
	 * @param busy whether the machine was too busy for a verdict
	 */
	record Shortage(String text, boolean busy) {

	}

	/**
	 * Checks that the longest day has the minimum number of requests.
	 * @param starved whether the instance lacked CPU when its capacity was measured
	 * @return the finding; empty if there are enough
	 */
	Optional<Shortage> shortage(DemoSpec demo, Costs costs, double capacity, boolean starved) {
		Duration longest = demo.fit().lasting().most();
		long most = Math.round(this.mean * height(demo, capacity) * seconds(longest));
		if (most >= demo.requests()) {
			return Optional.empty();
		}
		boolean busy = starved || costs.shared();
		return Optional.of(new Shortage(String.format(Locale.ROOT,
				"The demo needs %,d requests, but one instance serves %.1f/s here, so that the longest day (%d s) has "
						+ "about %,d: %s.",
				demo.requests(), capacity, longest.toSeconds(), most,
				busy ? String.format(Locale.ROOT,
						"this machine is too busy, others use %.1f of its %d cores%s; try again when it is idle",
						costs.others(), costs.cores(), starved ? ", and the fleet waited for one" : "")
						: "this machine is too slow for it; the demo goes on all the same"),
				busy));
	}

	/** The values of the fleet file's placeholders. */
	Map<String, String> values() {
		return Map.of(DemoSpec.WAIT, this.readWait.toMillis() + "ms", DemoSpec.PATIENCE,
				this.patience.toMillis() + "ms");
	}

	/** The choice and its reasons. */
	String note(DemoSpec demo, Costs costs, double height, Duration lasting) {
		double busy = costs.busy(height);
		return String.format(Locale.ROOT,
				"Fitted to this machine: %d cores, %.1f of them used by others; a request takes %.1f ms of CPU over all "
						+ "processes, a start %.1f s. So reads wait %d ms (%d to %d), the peak is %.0f/s and the day "
						+ "takes %d s (%d to %d). The peak and one start use %.0f %% of the cores%s.",
				costs.cores(), costs.others(), costs.perRequest() * 1000, costs.startCpu(), this.readWait.toMillis(),
				demo.fit().readWait().least().toMillis(), demo.fit().readWait().most().toMillis(), height,
				lasting.toSeconds(), demo.fit().lasting().least().toSeconds(), demo.fit().lasting().most().toSeconds(),
				busy * 100,
				(busy > demo.fit().busy() + 0.02) ? String.format(Locale.ROOT,
						", more than the %.0f %% that the demo aims at: it may run short of CPU",
						demo.fit().busy() * 100) : "");
	}

	/** What is sent all day, and why; empty if nothing is. */
	Optional<String> constantNote(DemoSpec demo) {
		return (this.constant == 0) ? Optional.empty()
				: Optional.of(String.format(Locale.ROOT,
						"So that the peak asks less of this machine, %.0f %% of it are sent all day (at most %.0f %%).",
						this.constant * 100, demo.fit().constant() * 100));
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

}
