package dev.marea.lab.hpa;

import org.jspecify.annotations.Nullable;

/**
 * What one metric asks for.
 *
 * @param replicas how many replicas; of no meaning with an error
 * @param current the metric's value, in the unit of its target
 * @param error why it asks for nothing
 */
record Proposal(Metric metric, int replicas, double current, @Nullable String error) {

	static Proposal failed(Metric metric, String error) {
		return new Proposal(metric, 0, Double.NaN, error);
	}

}
