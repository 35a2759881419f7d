package dev.marea.lab.observe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * The counters of one instance over the window of its rates. A counter that falls means
 * that the instance restarted: earlier readings are dropped. Safe for use by several
 * threads.
 */
public final class Readings {

	private static final Duration KEPT = Duration.ofMinutes(2);

	private final Deque<Reading> readings = new ArrayDeque<>();

	/**
	 * @param nanos when, on {@code System.nanoTime()}'s clock
	 */
	public synchronized void add(long nanos, long requests, @Nullable Double cpuSeconds, @Nullable Integer inFlight) {
		Reading last = this.readings.peekLast();
		if (last != null && requests < last.requests()) {
			this.readings.clear();
		}
		this.readings.addLast(new Reading(nanos, requests, cpuSeconds, inFlight));
		while (nanos - this.readings.getFirst().nanos() > KEPT.toNanos()) {
			this.readings.removeFirst();
		}
	}

	public synchronized @Nullable Reading last() {
		return this.readings.peekLast();
	}

	/** Requests per second over the window up to the last reading; absent before two. */
	public synchronized @Nullable Double requestsPerSecond(Duration window) {
		Reading last = this.readings.peekLast();
		Reading first = first(window);
		return (last == null || first == null) ? null
				: (last.requests() - first.requests()) / seconds(first.nanos(), last.nanos());
	}

	/** Cores used over the window up to the last reading; absent before two. */
	public synchronized @Nullable Rate cores(Duration window) {
		Reading last = this.readings.peekLast();
		Reading first = first(window);
		if (last == null || first == null || last.cpuSeconds() == null || first.cpuSeconds() == null) {
			return null;
		}
		double span = seconds(first.nanos(), last.nanos());
		return new Rate((last.cpuSeconds() - first.cpuSeconds()) / span, last.nanos() / 1e9, span);
	}

	/** The latest reading that is at least a window older than the last, or the first. */
	private @Nullable Reading first(Duration window) {
		Reading last = this.readings.peekLast();
		if (last == null || this.readings.size() < 2) {
			return null;
		}
		Iterator<Reading> backwards = this.readings.descendingIterator();
		Reading found = backwards.next();
		// readings come about once a second, not exactly
		long least = window.toNanos() - Duration.ofMillis(100).toNanos();
		while (backwards.hasNext() && last.nanos() - found.nanos() < least) {
			found = backwards.next();
		}
		return found;
	}

	private static double seconds(long from, long to) {
		return (to - from) / 1e9;
	}

	/**
	 * How fast a counter rose between two readings.
	 *
	 * @param perSecond growth per second
	 * @param at time of the second reading, in seconds on {@code System.nanoTime()}'s
	 * clock
	 * @param span seconds between the two readings; shorter than the window while the
	 * instance is new
	 */
	public record Rate(double perSecond, double at, double span) {

	}

	/**
	 * Counters at one moment.
	 *
	 * @param nanos when
	 * @param requests requests since the start
	 * @param cpuSeconds CPU time since the start
	 * @param inFlight being served
	 */
	public record Reading(long nanos, long requests, @Nullable Double cpuSeconds, @Nullable Integer inFlight) {

	}

}
