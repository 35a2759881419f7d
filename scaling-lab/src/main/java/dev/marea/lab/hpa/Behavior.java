package dev.marea.lab.hpa;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** How fast replicas may follow the metrics, each way. */
public record Behavior(Rules scaleUp, Rules scaleDown) {

	/**
	 * One direction's rules.
	 *
	 * @param stabilizationWindowSeconds absent (scale-down only): the controller's
	 * setting
	 * @param tolerance absent: the controller's setting
	 */
	public record Rules(@Nullable Integer stabilizationWindowSeconds, Select selectPolicy, List<Policy> policies,
			@Nullable Double tolerance) {

		public Rules {
			policies = List.copyOf(policies);
		}

		int longestPeriodSeconds() {
			return this.policies.stream().mapToInt(Policy::periodSeconds).max().orElse(0);
		}

	}

	/** So many pods, or so many percent of the replicas, within a period. */
	public record Policy(Type type, int value, int periodSeconds) {

	}

	/** Which policy wins where several apply. */
	public enum Select {

		MAX, MIN, DISABLED

	}

	/** What a policy's value counts. */
	public enum Type {

		PODS, PERCENT

	}

}
