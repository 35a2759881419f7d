package dev.marea.lab.shape;

/**
 * A shape that ends early.
 */
record Cut(Shape whole, double duration) implements Shape {

	@Override
	public double rate(double t) {
		return (t < this.duration) ? this.whole.rate(t) : 0;
	}

	@Override
	public double highest() {
		return this.whole.highest();
	}

	@Override
	public double cumulative(double t) {
		return this.whole.cumulative(Math.min(t, this.duration));
	}

	@Override
	public boolean poisson() {
		return this.whole.poisson();
	}

}
