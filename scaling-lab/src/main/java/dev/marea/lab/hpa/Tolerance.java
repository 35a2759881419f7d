package dev.marea.lab.hpa;

import org.jspecify.annotations.Nullable;

/** The largest deviation of a ratio from 1 without a change, in each direction. */
record Tolerance(double down, double up) {

	static Tolerance of(Settings settings, @Nullable Behavior behavior) {
		Double down = (behavior != null) ? behavior.scaleDown().tolerance() : null;
		Double up = (behavior != null) ? behavior.scaleUp().tolerance() : null;
		return new Tolerance((down != null) ? down : settings.tolerance(), (up != null) ? up : settings.tolerance());
	}

	boolean covers(double ratio) {
		return (1.0 - this.down) <= ratio && ratio <= (1.0 + this.up);
	}

}
