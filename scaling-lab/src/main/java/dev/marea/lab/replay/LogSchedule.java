package dev.marea.lab.replay;

import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.shape.Arrivals;

/**
 * The arrivals of a replayed log. The requests of a second are spread evenly over it:
 * logs rarely have fractions of seconds, and a burst at its begin would be none of the
 * log.
 *
 * @param counts requests of each second of the log
 * @param speed seconds of the log in a second of the replay
 * @param scale arrivals for each request of the log
 * @param end the replay's end in seconds; infinite for the end of the log
 * @param limit maximum number of arrivals
 */
record LogSchedule(int[] counts, double speed, double scale, double end, long limit) implements Arrivals {

	/** Far more than one generator can send. */
	private static final double HIGHEST_RATE = 100_000;

	LogSchedule {
		int most = 0;
		long all = 0;
		for (int count : counts) {
			most = Math.max(most, count);
			all += count;
		}
		double highest = most * scale * speed;
		if (highest > HIGHEST_RATE) {
			throw new UsageError("The busiest second of the log would be replayed at %,.0f/s, but %,.0f/s is the most."
				.formatted(highest, HIGHEST_RATE));
		}
		if (arrivals(all, scale) < 1) {
			throw new UsageError("--scale leaves no request of the log.");
		}
	}

	/** Arrivals of the first requests of the log. */
	static long arrivals(long requests, double scale) {
		// A product such as 3 × 0.1 × 10 must not fall below its whole number.
		return (long) Math.floor(requests * scale + 1e-6);
	}

	@Override
	public double duration() {
		return Math.min(this.end, this.counts.length / this.speed);
	}

	@Override
	public PrimitiveIterator.OfDouble arrivals() {
		return new Iterator();
	}

	private final class Iterator implements PrimitiveIterator.OfDouble {

		private int second = -1;

		/** Requests of the log before the end of the present second. */
		private long requests;

		/** Arrivals of the present second, and how many of them were given. */
		private long arrivals;

		private long given;

		private long count;

		@Override
		public boolean hasNext() {
			while (this.given == this.arrivals && this.second + 1 < LogSchedule.this.counts.length) {
				this.second++;
				long before = LogSchedule.arrivals(this.requests, LogSchedule.this.scale);
				this.requests += LogSchedule.this.counts[this.second];
				this.arrivals = LogSchedule.arrivals(this.requests, LogSchedule.this.scale) - before;
				this.given = 0;
			}
			return this.given < this.arrivals && this.count < LogSchedule.this.limit && at() < LogSchedule.this.end;
		}

		private double at() {
			return (this.second + (this.given + 0.5) / this.arrivals) / LogSchedule.this.speed;
		}

		@Override
		public double nextDouble() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			double at = at();
			this.given++;
			this.count++;
			return at;
		}

	}

}
