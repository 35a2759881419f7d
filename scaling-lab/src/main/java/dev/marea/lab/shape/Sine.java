package dev.marea.lab.shape;

/**
 * A rate that swings around a mean, rising first.
 *
 * @param mean requests per second in the middle
 * @param amplitude amplitude, at most the mean
 * @param period seconds of a whole swing
 */
record Sine(double mean, double amplitude, double period, double duration, boolean poisson) implements Shape {

	@Override
	public double rate(double t) {
		return (t < 0 || t >= this.duration) ? 0 : this.mean + this.amplitude * Math.sin(angle(t));
	}

	@Override
	public double highest() {
		return this.mean + this.amplitude;
	}

	@Override
	public double cumulative(double t) {
		double within = Math.clamp(t, 0, this.duration);
		return this.mean * within + this.amplitude * this.period / (2 * Math.PI) * (1 - Math.cos(angle(within)));
	}

	private double angle(double t) {
		return 2 * Math.PI * t / this.period;
	}

}
