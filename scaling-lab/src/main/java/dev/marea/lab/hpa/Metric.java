package dev.marea.lab.hpa;

import org.jspecify.annotations.Nullable;

/**
 * A metric of an HPA.
 *
 * @param name the metric, or the resource, for example {@code cpu}
 * @param container the container whose usage counts; absent unless the kind is a
 * container's
 * @param object the object that the metric describes; absent unless the kind is an
 * object's
 * @param selector which series of the metric count; absent for resources
 * @param target percent of the request for a utilization, otherwise thousandths
 */
public record Metric(Kind kind, String name, @Nullable String container, Hpa.@Nullable Target object,
		@Nullable Selector selector, long target) {

	/** The source of a metric and the meaning of its target. */
	public enum Kind {

		/** Mean usage of the pods in percent of their requests. */
		RESOURCE_UTILIZATION,

		/** Mean usage of the pods in cores or bytes. */
		RESOURCE_AVERAGE,

		/** Mean usage of one container of each pod in percent of its requests. */
		CONTAINER_UTILIZATION,

		/** Mean usage of one container of each pod in cores or bytes. */
		CONTAINER_AVERAGE,

		/** Mean of a figure of each pod. */
		PODS_AVERAGE,

		/** A figure of another object, divided by the number of pods. */
		OBJECT_AVERAGE,

		/** A figure of another object, undivided. */
		OBJECT_VALUE,

		/**
		 * A figure of another object whose target is an averageValue, but has another
		 * type. The API server accepts it; the controller fails on it.
		 */
		OBJECT_WITHOUT_VALUE,

		/**
		 * A figure of another object whose target is a value, but has another type. The
		 * API server accepts it; the controller fails on it.
		 */
		OBJECT_WITHOUT_AVERAGE,

		/** An external figure, divided by the number of pods. */
		EXTERNAL_AVERAGE,

		/** An external figure, undivided. */
		EXTERNAL_VALUE;

		public boolean utilization() {
			return this == RESOURCE_UTILIZATION || this == CONTAINER_UTILIZATION;
		}

		public boolean ofContainer() {
			return this == CONTAINER_UTILIZATION || this == CONTAINER_AVERAGE;
		}

		public boolean ofResource() {
			return this == RESOURCE_UTILIZATION || this == RESOURCE_AVERAGE || ofContainer();
		}

		public boolean ofObject() {
			return this == OBJECT_AVERAGE || this == OBJECT_VALUE || undecidable();
		}

		public boolean ofExternal() {
			return this == EXTERNAL_AVERAGE || this == EXTERNAL_VALUE;
		}

		/** Whether the controller fails on it at every sync. */
		boolean undecidable() {
			return this == OBJECT_WITHOUT_VALUE || this == OBJECT_WITHOUT_AVERAGE;
		}

	}

	/** A metric without a container, an object and a selector. */
	public Metric(Kind kind, String name, long target) {
		this(kind, name, null, null, null, target);
	}

	/** The same with another target, in its unit. */
	public Metric withTarget(long target) {
		return new Metric(this.kind, this.name, this.container, this.object, this.selector, target);
	}

	/** The target in the metric's own unit: percent, cores, or the counted things. */
	public double targetValue() {
		return this.kind.utilization() ? this.target : this.target / 1000.0;
	}

	/**
	 * The name of its figures, for example {@code cpu}, {@code memory of container app}
	 * or {@code requests{verb=GET} of Ingress main}.
	 */
	public String label() {
		String selected = (this.selector != null) ? this.selector.toString() : "";
		String label = selected.isEmpty() ? this.name : this.name + "{" + selected + "}";
		if (this.container != null) {
			return label + " of container " + this.container;
		}
		return (this.object != null) ? label + " of " + this.object.kind() + " " + this.object.name() : label;
	}

	/** Whether it can scale from zero, for it has a value without pods. */
	boolean withoutPods() {
		return this.kind.ofObject() || this.kind.ofExternal();
	}

}
