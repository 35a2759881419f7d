package dev.marea.lab.shape;

import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;

/**
 * The intended starts of requests: the arrivals of a shape, which are the same for the
 * same seed.
 *
 * @param shape the rate over time
 * @param seed of the random arrivals
 * @param limit maximum number of arrivals
 */
public record Schedule(Shape shape, long seed, long limit) implements Arrivals {

	private static final double RESOLUTION = 1e-9;

	public Schedule(Shape shape, long seed) {
		this(shape, seed, Long.MAX_VALUE);
	}

	@Override
	public PrimitiveIterator.OfDouble arrivals() {
		return new Inverse();
	}

	@Override
	public double duration() {
		return this.shape.duration();
	}

	private final class Inverse implements PrimitiveIterator.OfDouble {

		private final SplittableRandom random = new SplittableRandom(Schedule.this.seed);

		private final double end = Schedule.this.shape.duration();

		private final double total = Schedule.this.shape.cumulative(this.end);

		// The arrival is in the middle of its unit of the integral, so that each second
		// gets its exact number.
		private double position = Schedule.this.shape.poisson() ? gap() : 0.5;

		private double last;

		private long count;

		@Override
		public boolean hasNext() {
			return this.position < this.total && this.count < Schedule.this.limit;
		}

		@Override
		public double nextDouble() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			this.last = timeOf(this.position);
			this.position += Schedule.this.shape.poisson() ? gap() : 1;
			this.count++;
			return this.last;
		}

		private double gap() {
			return -Math.log(1 - this.random.nextDouble());
		}

		/** Inverts the integral of the rate, looking onwards from the last arrival. */
		private double timeOf(double position) {
			double low = this.last;
			double step = 0.001;
			while (low + step < this.end && Schedule.this.shape.cumulative(low + step) < position) {
				low += step;
				step *= 2;
			}
			double high = Math.min(low + step, this.end);
			while (high - low > RESOLUTION) {
				double middle = (low + high) / 2;
				if (Schedule.this.shape.cumulative(middle) < position) {
					low = middle;
				}
				else {
					high = middle;
				}
			}
			return high;
		}

	}

}
