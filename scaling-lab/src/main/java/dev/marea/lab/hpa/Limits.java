package dev.marea.lab.hpa;

import org.jspecify.annotations.Nullable;

/**
 * Limits a recommendation of the metrics: stabilization, rate limits, minimum and maximum
 * (normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors and their callees in
 * {@code pkg/controller/podautoscaler/horizontal.go}, Kubernetes 1.35.4).
 */
final class Limits {

	/**
	 * @param why the limit that applied, as the end of a sentence; empty if none did
	 */
	record Limited(int replicas, String why) {

	}

	private final Hpa hpa;

	private final @Nullable Behavior behavior;

	private final long stabilization;

	private final Recommendations recommendations;

	private final ScaleEvents events;

	Limits(Hpa hpa, Settings settings) {
		this(hpa, settings.downscaleStabilization().toNanos(), new Recommendations(), new ScaleEvents());
	}

	private Limits(Hpa hpa, long stabilization, Recommendations recommendations, ScaleEvents events) {
		this.hpa = hpa;
		this.behavior = hpa.behavior();
		this.stabilization = stabilization;
		this.recommendations = recommendations;
		this.events = events;
	}

	Limits copy() {
		return new Limits(this.hpa, this.stabilization, this.recommendations.copy(), this.events.copy());
	}

	void begin(long now, int replicas) {
		this.recommendations.begin(now, replicas);
	}

	void changed(long now, int from, int to) {
		if (this.behavior != null) {
			this.events.record(now, this.behavior, from, to);
		}
	}

	Limited apply(long now, int replicas, int wanted) {
		int stable = (this.behavior != null) ? stabilized(now, replicas, wanted, this.behavior)
				: this.recommendations.highest(now, wanted, this.stabilization);
		String held = "";
		if (stable != wanted) {
			held = "; held at %d by %s stabilization".formatted(stable,
					(this.behavior == null || wanted < replicas) ? "scale-down" : "scale-up");
		}
		Limited limited = (this.behavior != null) ? paced(now, replicas, stable, this.behavior)
				: paced(replicas, stable);
		return new Limited(limited.replicas(), held + limited.why());
	}

	private int stabilized(long now, int replicas, int wanted, Behavior behavior) {
		Integer up = behavior.scaleUp().stabilizationWindowSeconds();
		Integer down = behavior.scaleDown().stabilizationWindowSeconds();
		// The controller uses whole seconds for its own window.
		long downSeconds = (down != null) ? down : this.stabilization / 1_000_000_000;
		return this.recommendations.stabilized(now, replicas, wanted, ((up != null) ? up : 0) * 1_000_000_000L,
				downSeconds * 1_000_000_000);
	}

	private Limited paced(long now, int replicas, int wanted, Behavior behavior) {
		if (wanted > replicas) {
			int limit = this.events.upperLimit(now, replicas, behavior.scaleUp());
			return limit < this.hpa.maxReplicas() ? atMost(wanted, limit, "the scale-up policy") : atMax(wanted);
		}
		if (wanted < replicas) {
			int limit = this.events.lowerLimit(now, replicas, behavior.scaleDown());
			return limit > this.hpa.minReplicas() ? atLeast(wanted, limit, "the scale-down policy") : atMin(wanted);
		}
		return new Limited(wanted, "");
	}

	/** Without behavior: scale-up to max(2 × replicas, 4), scale-down without a limit. */
	private Limited paced(int replicas, int wanted) {
		if (wanted < this.hpa.minReplicas()) {
			return atMin(wanted);
		}
		int limit = (int) Math.min(Integer.MAX_VALUE, Math.max(2L * replicas, 4));
		return (limit < this.hpa.maxReplicas()) ? atMost(wanted, limit, "the rate limit of max(2 × replicas, 4)")
				: atMax(wanted);
	}

	private Limited atMax(int wanted) {
		return atMost(wanted, this.hpa.maxReplicas(), "maxReplicas");
	}

	private Limited atMin(int wanted) {
		return atLeast(wanted, this.hpa.minReplicas(), "minReplicas");
	}

	private static Limited atMost(int wanted, int limit, String by) {
		return (wanted > limit) ? new Limited(limit, "; limited to %d by %s".formatted(limit, by))
				: new Limited(wanted, "");
	}

	private static Limited atLeast(int wanted, int limit, String by) {
		return (wanted < limit) ? new Limited(limit, "; limited to %d by %s".formatted(limit, by))
				: new Limited(wanted, "");
	}

}
