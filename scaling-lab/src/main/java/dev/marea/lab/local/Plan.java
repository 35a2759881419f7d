package dev.marea.lab.local;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.marea.lab.fleet.DemoSpec;

/**
 * A demonstration as it fits a machine: the peak and one start together keep to a share
 * of the cores, so that what is shown are the shop's limits and not the machine's.
 *
 * @param readWait how long a request waits in an instance
 * @param patience how long a request waits for its turn in an instance
 */
record Plan(Duration readWait, Duration patience) {

	/** An instance that is started beside the load takes longer than one alone. */
	private static final double STARTS = 2.5;

	/**
	 * Seconds of a request beside its wait. What was measured beyond that is a machine
	 * that was busy with something else just then.
	 */
	private static final double MOST_OVERHEAD = 0.006;

	/** What a machine that serves little may add to the day's height. */
	private static final double HIGHER = 1.25;

	/** Arrivals are random: so many more are planned than must come. */
	private static final double RESERVE = 1.05;

	/**
	 * Chooses for a machine, within the bounds of the fleet file.
	 * @param wait how long a request waited when the costs were measured
	 * @param mean mean of the day's rate over its highest, 0 to 1
	 */
	static Plan of(DemoSpec demo, Costs costs, Duration wait, double mean) {
		DemoSpec.Fit fit = demo.fit();
		double needed = RESERVE * demo.requests() / (mean * seconds(fit.lasting().most()));
		double peak = Math.max(needed, costs.affordable(fit.busy()));
		double overhead = Math.clamp(fit.concurrency() / costs.capacity() - seconds(wait), 0, MOST_OVERHEAD);
		return new Plan(fit.readWait().nearest(fit.concurrency() * demo.peak() / peak - overhead),
				fit.patience().nearest(STARTS * costs.start()));
	}

	/**
	 * The day's highest rate, in requests per second: as many instances as it is to need,
	 * and a quarter more at most where the longest day would have too few requests.
	 */
	static double height(DemoSpec demo, double capacity, double mean) {
		double needed = RESERVE * demo.requests() / (mean * seconds(demo.fit().lasting().most()));
		return Math.clamp(needed, demo.peak() * capacity, HIGHER * demo.peak() * capacity);
	}

	/** How long the day takes to have the requests that it must have. */
	static Duration lasting(DemoSpec demo, double height, double mean) {
		return demo.fit().lasting().nearest(RESERVE * demo.requests() / (mean * height));
	}

	/**
	 * That this machine does not get through the requests that the day must have.
	 *
	 * @param text a sentence for people
	 * @param busy whether the machine was too busy to judge by
	 */
	record Shortage(String text, boolean busy) {

	}

	/**
	 * Looks whether the longest day has the requests that it must have.
	 * @param starved whether the instance lacked CPU when its capacity was measured
	 * @return what is missing; empty if nothing is
	 */
	static Optional<Shortage> shortage(DemoSpec demo, Costs costs, double capacity, double mean, boolean starved) {
		Duration longest = demo.fit().lasting().most();
		long most = Math.round(mean * height(demo, capacity, mean) * seconds(longest));
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

	/** What the fleet file's placeholders stand for. */
	Map<String, String> values() {
		return Map.of(DemoSpec.WAIT, this.readWait.toMillis() + "ms", DemoSpec.PATIENCE,
				this.patience.toMillis() + "ms");
	}

	/** What was chosen, and why. */
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

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

}
