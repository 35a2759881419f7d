package dev.marea.lab.fleet;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a demonstration shows.
 *
 * @param variant the fleet's settings while it lasts
 * @param scenario scenario file
 * @param trace CSV of counts: the traffic of a day
 * @param credit where the trace comes from
 * @param hpa HorizontalPodAutoscaler file
 * @param sync period of the autoscaler
 * @param window over which it takes its metric
 * @param peak how many instances its busiest second needs
 * @param target share of an instance's capacity that the autoscaler aims at, 0 to 1
 * @param requests requests to make at least
 * @param settling how long the data may take after the last request until every invariant
 * holds; 75 s if absent
 * @param fit the bounds within which the demonstration is fitted to the machine
 * @param slow said to people: what holds an instance's capacity down
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

	/** What the placeholders stand for until something else is chosen. */
	Map<String, String> values() {
		return Map.of(WAIT, this.fit.readWait().least().toMillis() + "ms", PATIENCE,
				this.fit.patience().least().toMillis() + "ms");
	}

	/**
	 * Bounds of what is chosen for a machine. The chosen values stand in the fleet file
	 * as <code>${demo.wait}</code> and <code>${demo.patience}</code>.
	 *
	 * @param concurrency requests that an instance serves at once
	 * @param busy share of the processors that the peak and one start may use together, 0
	 * to 1
	 * @param readWait how long a request waits in an instance: the longer, the fewer
	 * requests an instance serves
	 * @param lasting how long the day takes
	 * @param patience how long a request waits for its turn in an instance, longer than
	 * two starts
	 * @param turn how long the capacity is measured at a time, in several turns; 3 s if
	 * absent
	 */
	public record Fit(int concurrency, double busy, Between readWait, Between lasting, Between patience,
			Duration turn) {

		@SuppressWarnings("ConstantValue") // a file without the field reads as null
		public Fit {
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
