package dev.marea.lab.shape;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;

/**
 * An arrival rate over time. Times are seconds since the start, rates requests per
 * second.
 */
public interface Shape {

	/**
	 * Reads a shape such as {@code step:from=20/s,to=100/s,at=30s,for=2m}; parts joined
	 * by {@code +} add up. The grammar is in {@code docs/scaling.md}.
	 * @param text the shape
	 * @param duration duration in seconds of parts without {@code for=}; longer parts are
	 * shortened
	 * @throws UsageError with what is wrong with it
	 */
	static Shape parse(String text, @Nullable Double duration) {
		return new ShapeReader(text, duration).read();
	}

	static Shape parse(String text) {
		return parse(text, null);
	}

	/** Seconds from the start to the last possible arrival. */
	double duration();

	/** Arrival rate at a time; 0 outside the duration. */
	double rate(double t);

	/** An upper bound of the rate; may exceed the actual maximum. */
	double highest();

	/** Arrivals expected before a time: the integral of the rate. */
	double cumulative(double t);

	/**
	 * Whether arrivals form a Poisson process of this rate; otherwise they are evenly
	 * spaced by the integral of the rate.
	 */
	boolean poisson();

	/**
	 * Highest mean rate over any one second of the duration, or over all of it if
	 * shorter.
	 */
	default double peak() {
		return peak(1);
	}

	/** Highest mean rate over any {@code window} seconds of the duration. */
	default double peak(double window) {
		double width = Math.min(window, duration());
		double peak = 0;
		double step = Math.min(width / 50, Math.max(duration() / 100_000, 0.001));
		for (double t = 0; t <= duration() - width; t += step) {
			peak = Math.max(peak, (cumulative(t + width) - cumulative(t)) / width);
		}
		return Math.max(peak, (cumulative(duration()) - cumulative(duration() - width)) / width);
	}

}
