package dev.marea.lab.shape;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * A piecewise linear rate. Constants, steps, ramps, spikes and traces consist of such
 * pieces.
 */
final class Pieces implements Shape {

	private final double[] starts;

	private final double[] from;

	private final double[] to;

	private final double[] before;

	private final double duration;

	private final boolean poisson;

	/**
	 * Joins pieces.
	 * @param starts when each piece begins, ascending from 0
	 * @param from the rate as a piece begins
	 * @param to the rate as it ends
	 * @param duration when the last piece ends
	 * @param poisson whether arrivals are random
	 */
	Pieces(double[] starts, double[] from, double[] to, double duration, boolean poisson) {
		this.starts = starts;
		this.from = from;
		this.to = to;
		this.duration = duration;
		this.poisson = poisson;
		this.before = new double[starts.length];
		for (int i = 1; i < starts.length; i++) {
			this.before[i] = this.before[i - 1] + length(i - 1) * (from[i - 1] + to[i - 1]) / 2;
		}
	}

	@Override
	public double duration() {
		return this.duration;
	}

	@Override
	public boolean poisson() {
		return this.poisson;
	}

	@Override
	public double rate(double t) {
		if (t < 0 || t >= this.duration) {
			return 0;
		}
		int piece = piece(t);
		return this.from[piece] + slope(piece) * (t - this.starts[piece]);
	}

	@Override
	public double highest() {
		return DoubleStream.concat(DoubleStream.of(this.from), DoubleStream.of(this.to)).max().orElse(0);
	}

	@Override
	public double cumulative(double t) {
		double within = Math.clamp(t, 0, this.duration);
		int piece = piece(within);
		double into = within - this.starts[piece];
		return this.before[piece] + into * (this.from[piece] + slope(piece) * into / 2);
	}

	/**
	 * Exact if the rate is constant between the times: the best window then starts or
	 * ends at one of them.
	 */
	@Override
	public double peak(double window) {
		if (!Arrays.equals(this.from, this.to)) {
			return Shape.super.peak(window);
		}
		double width = Math.min(window, this.duration);
		double peak = 0;
		for (double start : this.starts) {
			peak = Math.max(peak, Math.max(mean(start, width), mean(start - width, width)));
		}
		return Math.max(peak, mean(this.duration - width, width));
	}

	private double mean(double start, double width) {
		double inside = Math.clamp(start, 0, this.duration - width);
		return (cumulative(inside + width) - cumulative(inside)) / width;
	}

	private int piece(double t) {
		int found = Arrays.binarySearch(this.starts, t);
		return (found >= 0) ? found : -found - 2;
	}

	private double slope(int piece) {
		double length = length(piece);
		return (length > 0) ? (this.to[piece] - this.from[piece]) / length : 0;
	}

	private double length(int piece) {
		double end = (piece + 1 < this.starts.length) ? this.starts[piece + 1] : this.duration;
		return end - this.starts[piece];
	}

}
