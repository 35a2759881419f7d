package dev.marea.lab.hpa;

import org.jspecify.annotations.Nullable;

/**
 * The whole numbers of the controller: thousandths and nanoseconds. Decisions are equal
 * only for equal numbers. So a double that differs from whole thousandths only by its
 * representation becomes exactly that.
 */
final class Units {

	private Units() {
	}

	/**
	 * Thousandths, rounded up like those of a quantity; absent for NaN and infinities.
	 */
	static @Nullable Long milli(@Nullable Double value) {
		if (value == null || !Double.isFinite(value)) {
			return null;
		}
		double thousandths = value * 1000;
		double nearest = Math.rint(thousandths);
		boolean whole = Math.abs(thousandths - nearest) <= 1e-6 + 4 * Math.ulp(thousandths);
		return (long) (whole ? nearest : Math.ceil(thousandths));
	}

	static long nanos(double seconds) {
		return Math.round(seconds * 1e9);
	}

	/** A share of pods, rounded up to whole ones. */
	static int replicas(double pods) {
		return truncated(Math.ceil(pods));
	}

	/**
	 * The whole part. Go on amd64 converts a value beyond an int into the smallest int.
	 * So a metric two thousand million pods over its target scales in to the minimum.
	 */
	static int truncated(double pods) {
		return (pods > Integer.MIN_VALUE - 1.0 && pods < Integer.MAX_VALUE + 1.0) ? (int) pods : Integer.MIN_VALUE;
	}

}
