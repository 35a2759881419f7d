package dev.marea.lab.hpa;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A pod, or an instance that stands for one, as the autoscaler sees it at one moment.
 * What was not measured is absent. Times are seconds on the clock of the observation.
 *
 * @param phase its state
 * @param terminating whether it was told to go
 * @param started when it was started
 * @param ready whether it says it is ready
 * @param readyChanged when that last changed; for one that never was ready, its start
 * @param cpu what it used
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
	 * CPU as metrics-server tells it: the mean of a window that ended before the
	 * autoscaler looked.
	 *
	 * @param cores used, 0 or more
	 * @param measuredAt when the window ended, the metric's time stamp
	 * @param window how long it was, seconds
	 */
	public record Cpu(double cores, double measuredAt, double window) {

	}

	/**
	 * A running pod that is ready since {@code readySince}, or, if that is absent, not.
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
