package dev.marea.lab.hpa;

/**
 * A metric of an HPA.
 *
 * @param name the metric, or {@code cpu} for a resource
 * @param target percent of the request for {@link Kind#CPU_UTILIZATION}, otherwise
 * thousandths
 */
public record Metric(Kind kind, String name, long target) {

	/** The source of a metric and the meaning of its target. */
	public enum Kind {

		/** Mean CPU of the pods in percent of their requests. */
		CPU_UTILIZATION,

		/** Mean CPU of the pods in cores. */
		CPU_AVERAGE,

		/** Mean of a figure of each pod. */
		PODS_AVERAGE,

		/** An external figure, divided by the number of pods. */
		EXTERNAL_AVERAGE,

		/** An external figure, undivided. */
		EXTERNAL_VALUE

	}

	/** The target in the metric's own unit: percent, cores, or the counted things. */
	public double targetValue() {
		return (this.kind == Kind.CPU_UTILIZATION) ? this.target : this.target / 1000.0;
	}

}
