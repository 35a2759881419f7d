package dev.marea.lab.run;

import java.time.Duration;
import java.time.Instant;

/**
 * The one clock of a run: relates {@link System#nanoTime()} to seconds since its start.
 *
 * @param nanos when second 0 begins, on {@code System.nanoTime()}'s clock
 * @param started the same moment of the day
 */
public record RunClock(long nanos, Instant started) {

	/** A run that begins after a delay in which everything gets ready. */
	public static RunClock startingIn(Duration delay) {
		return new RunClock(System.nanoTime() + delay.toNanos(), Instant.now().plus(delay));
	}

	/** Seconds since the start of a moment on {@code System.nanoTime()}'s clock. */
	public double at(long nanos) {
		return (nanos - this.nanos) / 1e9;
	}

	/**
	 * The moment on {@code System.nanoTime()}'s clock that is so many seconds after the
	 * start.
	 */
	public long nanosAt(double seconds) {
		return this.nanos + Math.round(seconds * 1e9);
	}

	/** Seconds since the start. */
	public double now() {
		return at(System.nanoTime());
	}

}
