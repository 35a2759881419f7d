package dev.marea.lab.run;

import java.util.Arrays;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * The distribution of a measure over its occurrences, in seconds.
 *
 * @param p50 the lower median
 * @param p99 the smallest value that 99 % do not exceed
 * @param max the highest
 * @param n how many there are
 */
public record Quantiles(double p50, double p99, double max, int n) {

	/** Absent without a value. */
	public static @Nullable Quantiles of(Collection<Double> values) {
		if (values.isEmpty()) {
			return null;
		}
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return new Quantiles(rank(sorted, 0.5), rank(sorted, 0.99), sorted[sorted.length - 1], sorted.length);
	}

	public static @Nullable Quantiles of(double... values) {
		return of(Arrays.stream(values).boxed().toList());
	}

	private static double rank(double[] sorted, double quantile) {
		return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
	}

}
