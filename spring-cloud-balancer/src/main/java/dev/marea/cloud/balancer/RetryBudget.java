package dev.marea.cloud.balancer;

import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Bounds the retries of one service to a share of its requests over the last 10 s.
 * Unbounded retries would, in an outage, multiply the load of the instances that still
 * work. Ten retries per second are always allowed, because a share of few requests would
 * be zero.
 */
final class RetryBudget {

	private static final int SECONDS = 10;

	private static final int ALWAYS = 10 * SECONDS;

	private final double share;

	private final LongSupplier nanoTime;

	private final long start;

	/** Ring buffer with one count per second. */
	private final long[] requests = new long[SECONDS];

	private final long[] retries = new long[SECONDS];

	private long second;

	RetryBudget(double share, LongSupplier nanoTime) {
		this.share = share;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	/** Counts a request, not its retries. */
	synchronized void requested() {
		this.requests[slot()]++;
	}

	/** Takes a retry from the budget; false if there is none left. */
	synchronized boolean take() {
		int slot = slot();
		double most = Math.max(ALWAYS, this.share * LongStream.of(this.requests).sum());
		if (LongStream.of(this.retries).sum() + 1 > most) {
			return false;
		}
		this.retries[slot]++;
		return true;
	}

	/** Index of the current second. Clears the seconds that left the window. */
	private int slot() {
		long now = (this.nanoTime.getAsLong() - this.start) / 1_000_000_000L;
		for (long passed = Math.max(this.second + 1, now - SECONDS + 1); passed <= now; passed++) {
			this.requests[(int) (passed % SECONDS)] = 0;
			this.retries[(int) (passed % SECONDS)] = 0;
		}
		this.second = now;
		return (int) (now % SECONDS);
	}

}
