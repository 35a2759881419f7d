package dev.marea.lab.hpa;

import java.time.Duration;

/**
 * Settings of all autoscalers of a cluster, which are flags of kube-controller-manager.
 *
 * @param syncPeriod the sync period of the autoscaler
 * @param metricWindow the window of a figure that has no window of its own
 * @param tolerance the largest deviation from 1 of the ratio of value to target without a
 * change
 * @param downscaleStabilization scale-down stabilization, if the HPA does not set it
 * @param cpuInitialization for this time after a pod's start, its CPU counts only if the
 * pod is ready and the metric's window began after that
 * @param initialReadinessDelay an older pod that is not ready counts as never ready if
 * its last change of readiness was within this time after its start
 */
public record Settings(Duration syncPeriod, Duration metricWindow, double tolerance, Duration downscaleStabilization,
		Duration cpuInitialization, Duration initialReadinessDelay) {

	/** Kubernetes' defaults, which cannot be changed on EKS. */
	public static final Settings KUBERNETES = new Settings(Duration.ofSeconds(15), Duration.ofSeconds(15), 0.1,
			Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(30));

	/** The same with another timing, to show in minutes what takes an hour. */
	public Settings withTiming(Duration syncPeriod, Duration metricWindow, Duration downscaleStabilization) {
		return new Settings(syncPeriod, metricWindow, this.tolerance, downscaleStabilization, this.cpuInitialization,
				this.initialReadinessDelay);
	}

}
