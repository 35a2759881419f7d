package dev.marea.lab.fleet;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The settings of the demo.
 *
 * @param variant the fleet's settings during the demo
 * @param scenario scenario file
 * @param trace CSV of counts: the traffic of a day
 * @param credit the source of the trace
 * @param hpa HorizontalPodAutoscaler file
 * @param sync period of the autoscaler
 * @param window window of its metric
 * @param peak how many instances its busiest second needs
 * @param target the autoscaler's target as a share of an instance's capacity, 0 to 1
 * @param requests minimum number of requests
 * @param settling longest time from the last request until every invariant holds; 75 s if
 * absent
 * @param fit the bounds of the values that are chosen for the machine
 * @param slow a sentence for the user: what limits an instance's capacity
 */
public record DemoSpec(@Nullable String variant, String scenario, String trace, String credit, String hpa,
		Duration sync, Duration window, double peak, double target, int requests, Duration settling, Fit fit,
		String slow) {

	@SuppressWarnings("ConstantValue") // a file without the field reads as null
	public DemoSpec {
		settling = (settling != null) ? settling : Duration.ofSeconds(75);
	}

	/** The placeholder of {@link Fit#readWait()}. */
	public static final String WAIT = "demo.wait";

	/** The placeholder of {@link Fit#patience()}. */
	public static final String PATIENCE = "demo.patience";

	/** The values of the placeholders before the demo has chosen others. */
	Map<String, String> values() {
		return Map.of(WAIT, this.fit.readWait().least().toMillis() + "ms", PATIENCE,
				this.fit.patience().least().toMillis() + "ms");
	}

	/**
	 * Bounds of what is chosen for a machine. The chosen values stand in the fleet file
	 * as <code>${demo.wait}</code> and <code>${demo.patience}</code>.
	 *
	 * @param concurrency concurrency of an instance
	 * @param busy largest share of the processors that the peak and one start use
	 * together, 0 to 1
	 * @param constant largest share of the peak that is sent all day, 0 to 1: the same
	 * number of requests has a lower peak then; none if absent
	 * @param leastPeak fewest instances that the busiest second needs; those of
	 * {@code demo.peak} if absent
	 * @param readWait wait of a request in an instance; a longer wait lowers the
	 * instance's capacity
	 * @param lasting length of the day
	 * @param patience queue timeout of an instance, longer than two starts
	 * @param turn length of each turn of the capacity's measurement; 3 s if absent
	 */
	public record Fit(int concurrency, double busy, Double constant, @Nullable Double leastPeak, Between readWait,
			Between lasting, Between patience, Duration turn) {

		@SuppressWarnings("ConstantValue") // a file without the field reads as null
		public Fit {
			constant = (constant != null) ? constant : 0.0;
			turn = (turn != null) ? turn : Duration.ofSeconds(3);
		}

	}

	/**
	 * A range of durations.
	 */
	public record Between(Duration least, Duration most) {

		/** The nearest duration in the range, in whole milliseconds. */
		public Duration nearest(double seconds) {
			return Duration.ofMillis(Math
				.round(Math.clamp(seconds, this.least.toMillis() / 1000.0, this.most.toMillis() / 1000.0) * 1000));
		}

	}

}
