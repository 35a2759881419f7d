package dev.marea.lab.run;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock of a run: relates {@link System#nanoTime()} to seconds since its start.
 *
 * @param nanos when second 0 begins, on {@code System.nanoTime()}'s clock
 * @param started the same moment of the day
 */
public record RunClock(long nanos, Instant started) {

	/** The clock of a run that begins after a delay for its preparation. */
	public static RunClock startingIn(Duration delay) {
		return new RunClock(System.nanoTime() + delay.toNanos(), Instant.now().plus(delay));
	}

	/**
	 * Converts a moment on {@code System.nanoTime()}'s clock to seconds since the start.
	 */
	public double at(long nanos) {
		return (nanos - this.nanos) / 1e9;
	}

	/**
	 * Converts seconds since the start to a moment on {@code System.nanoTime()}'s clock.
	 */
	public long nanosAt(double seconds) {
		return this.nanos + Math.round(seconds * 1e9);
	}

	/** Seconds since the start. */
	public double now() {
		return at(System.nanoTime());
	}

}
