package dev.marea.lab.hpa;

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
 * @param cpu its CPU usage
 * @param cpuRequest cores requested
 * @param metrics the pod's own figures by name
 */
public record PodSample(String name, Phase phase, boolean terminating, double started, boolean ready,
		double readyChanged, @Nullable Cpu cpu, @Nullable Double cpuRequest, Map<String, Double> metrics) {

	/** A pod's {@code status.phase}. */
	public enum Phase {

		PENDING, RUNNING, SUCCEEDED, FAILED

	}

	/**
	 * CPU as metrics-server reports it: the mean of a window that ended before the sync.
	 *
	 * @param cores used, 0 or more
	 * @param measuredAt when the window ended, the metric's time stamp
	 * @param window how long it was, seconds
	 */
	public record Cpu(double cores, double measuredAt, double window) {

	}

	/**
	 * A running pod that is ready since {@code readySince}; if that is absent, it is not
	 * ready.
	 */
	public static PodSample running(String name, double started, @Nullable Double readySince, @Nullable Cpu cpu,
			@Nullable Double cpuRequest, Map<String, Double> metrics) {
		return new PodSample(name, Phase.RUNNING, false, started, readySince != null,
				(readySince != null) ? readySince : started, cpu, cpuRequest, metrics);
	}

	/** Whether it counts for the target's {@code status.replicas}. */
	boolean active() {
		return !this.terminating && (this.phase == Phase.PENDING || this.phase == Phase.RUNNING);
	}

}
