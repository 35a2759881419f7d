package dev.marea.lab.hpa;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The limits of scale-out and scale-in: stabilization and policies. */
public record Behavior(Rules scaleUp, Rules scaleDown) {

	/**
	 * The rules of one direction.
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

	/** A limit within a period, in pods or in percent of the replicas. */
	public record Policy(Type type, int value, int periodSeconds) {

	}

	/** Which policy applies if there are several. */
	public enum Select {

		MAX, MIN, DISABLED

	}

	/** The unit of a policy's value. */
	public enum Type {

		PODS, PERCENT

	}

}
