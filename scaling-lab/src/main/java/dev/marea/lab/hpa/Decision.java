package dev.marea.lab.hpa;

import java.util.Map;

/**
 * What the autoscaler decided.
 *
 * @param desired how many replicas there should be
 * @param reason why, for people
 * @param current what was measured, by metric: percent, cores, or the metric's own unit,
 * as a mean per pod unless its target is a Value
 * @param failed whether the metrics allowed no decision, so that {@code desired} is only
 * what there was
 */
public record Decision(int desired, String reason, Map<String, Double> current, boolean failed) {

	public Decision {
		current = Map.copyOf(current);
	}

}
