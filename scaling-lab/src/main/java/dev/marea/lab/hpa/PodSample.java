package dev.marea.lab.hpa;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A pod, or an instance in its place, as the autoscaler sees it at one moment. Values
 * that were not measured are absent. Times are seconds on the clock of the observation.
 *
 * @param phase its state
 * @param terminating whether it is terminating
 * @param started when it was started
 * @param ready whether it is ready
 * @param readyChanged last change of its readiness; its start, if it was never ready
 * @param resources its resources and those of its containers, by a metric's label
 * @param metrics the pod's own figures, by a metric's label
 */
public record PodSample(String name, Phase phase, boolean terminating, double started, boolean ready,
		double readyChanged, Map<String, Resource> resources, Map<String, Double> metrics) {

	static final String CPU = "cpu";

	static final String MEMORY = "memory";

	/** A pod of which no other resource than CPU is known. */
	public PodSample(String name, Phase phase, boolean terminating, double started, boolean ready, double readyChanged,
			@Nullable Usage cpu, @Nullable Double cpuRequest, Map<String, Double> metrics) {
		this(name, phase, terminating, started, ready, readyChanged, Map.of(CPU, new Resource(cpu, cpuRequest)),
				metrics);
	}

	/** A pod's {@code status.phase}. */
	public enum Phase {

		PENDING, RUNNING, SUCCEEDED, FAILED

	}

	/**
	 * Usage as metrics-server reports it: the mean of a window that ended before the
	 * sync.
	 *
	 * @param amount cores or bytes, 0 or more
	 * @param measuredAt when the window ended, the metric's time stamp
	 * @param window how long it was, seconds
	 */
	public record Usage(double amount, double measuredAt, double window) {

	}

	/**
	 * A resource of a pod or of a container.
	 *
	 * @param usage what it used
	 * @param request cores or bytes requested
	 */
	public record Resource(@Nullable Usage usage, @Nullable Double request) {

		static final Resource UNKNOWN = new Resource(null, null);

	}

	/**
	 * A running pod that is ready since {@code readySince}; if that is absent, it is not
	 * ready.
	 */
	public static PodSample running(String name, double started, @Nullable Double readySince, @Nullable Usage cpu,
			@Nullable Double cpuRequest, Map<String, Double> metrics) {
		return new PodSample(name, Phase.RUNNING, false, started, readySince != null,
				(readySince != null) ? readySince : started, cpu, cpuRequest, metrics);
	}

	/** The same with another resource. */
	PodSample with(String label, Resource resource) {
		Map<String, Resource> all = new HashMap<>(this.resources);
		all.put(label, resource);
		return new PodSample(this.name, this.phase, this.terminating, this.started, this.ready, this.readyChanged, all,
				this.metrics);
	}

	Resource resource(String label) {
		return this.resources.getOrDefault(label, Resource.UNKNOWN);
	}

	/** Whether it counts for the target's {@code status.replicas}. */
	boolean active() {
		return !this.terminating && (this.phase == Phase.PENDING || this.phase == Phase.RUNNING);
	}

}
