package dev.marea.lab.hpa;

import org.jspecify.annotations.Nullable;

/**
 * The recommendation of one metric.
 *
 * @param replicas number of replicas; without meaning if there is an error
 * @param current the metric's value, in the unit of its target
 * @param error why there is no recommendation
 */
record Proposal(Metric metric, int replicas, double current, @Nullable String error) {

	static Proposal failed(Metric metric, String error) {
		return new Proposal(metric, 0, Double.NaN, error);
	}

}
