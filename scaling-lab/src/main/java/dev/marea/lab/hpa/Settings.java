package dev.marea.lab.hpa;

import java.time.Duration;

/**
 * What a cluster's operator sets for all autoscalers by flags of kube-controller-manager.
 *
 * @param syncPeriod how often the autoscaler looks
 * @param metricWindow the span that a figure covers where it does not tell its own
 * @param tolerance how far the ratio of value to target may be from 1 without a change
 * @param downscaleStabilization how long a high recommendation keeps replicas from
 * shrinking, where the HPA does not say itself
 * @param cpuInitialization for so long after a pod's start its CPU counts only if it is
 * ready and its metric window began after it became so
 * @param initialReadinessDelay a later pod that is not ready counts as never ready if its
 * last change of readiness was within this time of its start
 */
public record Settings(Duration syncPeriod, Duration metricWindow, double tolerance, Duration downscaleStabilization,
		Duration cpuInitialization, Duration initialReadinessDelay) {

	/** Kubernetes' own defaults; on EKS nobody can change them. */
	public static final Settings KUBERNETES = new Settings(Duration.ofSeconds(15), Duration.ofSeconds(15), 0.1,
			Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(30));

	/** The same with another rhythm, for showing in minutes what takes an hour. */
	public Settings withTiming(Duration syncPeriod, Duration metricWindow, Duration downscaleStabilization) {
		return new Settings(syncPeriod, metricWindow, this.tolerance, downscaleStabilization, this.cpuInitialization,
				this.initialReadinessDelay);
	}

}
