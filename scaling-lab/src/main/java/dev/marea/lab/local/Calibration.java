package dev.marea.lab.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Metric;
import dev.marea.lab.load.Load;

/**
 * What one instance serves on this machine, and an autoscaler's target that fits it.
 *
 * @param perSecond requests per second
 * @param hpa goes by about half of that
 * @param changed whether its target was another one in the file
 */
record Calibration(double perSecond, Hpa hpa, boolean changed) {

	/** More than one instance serves at once, so that it always has something to do. */
	private static final int VISITORS = 12;

	private static final Duration TURN = Duration.ofSeconds(4);

	private static final int TURNS = 8;

	/** Cold JVMs get faster from turn to turn; this is no longer faster. */
	private static final double STEADY = 1.03;

	private static final double LOWEST_TARGET = 0.35;

	private static final double HIGHEST_TARGET = 0.6;

	/**
	 * Measures in turns until one is hardly faster than the best before.
	 * @param load its setup must have been done; one instance serves it
	 */
	static Calibration of(Load load, Hpa hpa) {
		double best = 0;
		for (int turn = 0; turn < TURNS; turn++) {
			double now = load.capacity(VISITORS, Duration.ZERO, TURN).perSecond();
			boolean steady = turn > 0 && now <= best * STEADY;
			best = Math.max(best, now);
			if (steady) {
				break;
			}
		}
		if (best == 0) {
			throw new Failure("not one request succeeded; the fleet's logs say why.");
		}
		Hpa fitting = fit(hpa, best);
		return new Calibration(best, fitting, !fitting.equals(hpa));
	}

	/** The HPA, with a target of half the capacity unless its own is about that. */
	static Hpa fit(Hpa hpa, double perSecond) {
		Metric metric = hpa.metrics().getFirst();
		double share = metric.targetValue() / perSecond;
		if (metric.kind() != Metric.Kind.PODS_AVERAGE || (share >= LOWEST_TARGET && share <= HIGHEST_TARGET)) {
			return hpa;
		}
		List<Metric> metrics = new ArrayList<>(hpa.metrics());
		metrics.set(0, new Metric(metric.kind(), metric.name(), Math.max(1, Math.round(perSecond / 2)) * 1000));
		return new Hpa(hpa.name(), hpa.target(), hpa.minReplicas(), hpa.maxReplicas(), metrics, hpa.behavior());
	}

	double target() {
		return this.hpa.metrics().getFirst().targetValue();
	}

	String note() {
		return String.format(Locale.ROOT,
				"One instance was measured to serve %.1f requests/s; the HPA's target%s is %.0f, %.0f %% of that.",
				this.perSecond, this.changed ? ", set for this machine," : "", target(),
				100 * target() / this.perSecond);
	}

}
