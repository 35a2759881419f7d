package dev.marea.lab.hpa;

/**
 * What an HPA goes by.
 *
 * @param name the metric, or {@code cpu} for a resource
 * @param target percent of the request for {@link Kind#CPU_UTILIZATION}, otherwise
 * thousandths
 */
public record Metric(Kind kind, String name, long target) {

	/** Where a metric comes from and what its target means. */
	public enum Kind {

		/** Mean CPU of the pods in percent of their requests. */
		CPU_UTILIZATION,

		/** Mean CPU of the pods in cores. */
		CPU_AVERAGE,

		/** Mean of a figure that each pod has. */
		PODS_AVERAGE,

		/** A figure from outside, divided by the number of pods. */
		EXTERNAL_AVERAGE,

		/** A figure from outside as it is. */
		EXTERNAL_VALUE

	}

	/** The target in the metric's own unit: percent, cores, or what it counts. */
	public double targetValue() {
		return (this.kind == Kind.CPU_UTILIZATION) ? this.target : this.target / 1000.0;
	}

}
