package dev.marea.lab.hpa;

import java.util.Map;

/**
 * A decision of the autoscaler.
 *
 * @param desired desired number of replicas
 * @param reason the reason, for people
 * @param current measured values by a metric's label: percent, cores, or the metric's own
 * unit; a mean per pod, unless its target is a Value
 * @param failed whether the metrics allowed no decision; {@code desired} is then the
 * present number
 */
public record Decision(int desired, String reason, Map<String, Double> current, boolean failed) {

	public Decision {
		current = Map.copyOf(current);
	}

}
