package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Behavior.Type;

/**
 * Changes of the replicas that policies still count (storeScaleEvent,
 * calculateScaleUpLimitWithScalingRules and calculateScaleDownLimitWithBehaviors in
 * {@code pkg/controller/podautoscaler/horizontal.go}, Kubernetes 1.35.4).
 */
final class ScaleEvents {

	private record Change(long at, int pods) {
	}

	private final List<Change> ups = new ArrayList<>();

	private final List<Change> downs = new ArrayList<>();

	ScaleEvents copy() {
		ScaleEvents copy = new ScaleEvents();
		copy.ups.addAll(this.ups);
		copy.downs.addAll(this.downs);
		return copy;
	}

	void record(long now, Behavior behavior, int from, int to) {
		if (to > from) {
			record(this.ups, now, behavior.scaleUp(), to - from);
		}
		else {
			record(this.downs, now, behavior.scaleDown(), from - to);
		}
	}

	/**
	 * A change replaces the last entry that is older than this direction's periods. The
	 * other direction, with a longer period, may still count that entry. Decisions depend
	 * on it, so this list must equal the controller's.
	 */
	private static void record(List<Change> changes, long now, Rules rules, int pods) {
		long cutoff = now - seconds(rules.longestPeriodSeconds());
		Change change = new Change(now, pods);
		for (int i = changes.size() - 1; i >= 0; i--) {
			if (changes.get(i).at() < cutoff) {
				changes.set(i, change);
				return;
			}
		}
		changes.add(change);
	}

	/** The maximum that the scale-up policies allow now. */
	int upperLimit(long now, int replicas, Rules rules) {
		if (rules.selectPolicy() == Select.DISABLED) {
			return replicas;
		}
		boolean least = rules.selectPolicy() == Select.MIN;
		int limit = least ? Integer.MAX_VALUE : Integer.MIN_VALUE;
		for (Policy policy : rules.policies()) {
			int start = atPeriodStart(now, replicas, policy);
			int allowed = (policy.type() == Type.PODS) ? start + policy.value()
					: Units.replicas(start * (1 + (double) policy.value() / 100));
			limit = least ? Math.min(limit, allowed) : Math.max(limit, allowed);
		}
		return Math.max(limit, replicas);
	}

	/** The minimum that the scale-down policies allow now. */
	int lowerLimit(long now, int replicas, Rules rules) {
		if (rules.selectPolicy() == Select.DISABLED) {
			return replicas;
		}
		boolean least = rules.selectPolicy() == Select.MIN;
		int limit = least ? Integer.MIN_VALUE : Integer.MAX_VALUE;
		for (Policy policy : rules.policies()) {
			int start = atPeriodStart(now, replicas, policy);
			int allowed = (policy.type() == Type.PODS) ? start - policy.value()
					: Units.truncated(start * (1 - (double) policy.value() / 100));
			limit = least ? Math.max(limit, allowed) : Math.min(limit, allowed);
		}
		return Math.min(limit, replicas);
	}

	private int atPeriodStart(long now, int replicas, Policy policy) {
		long cutoff = now - seconds(policy.periodSeconds());
		return replicas - since(this.ups, cutoff) + since(this.downs, cutoff);
	}

	private static int since(List<Change> changes, long cutoff) {
		int pods = 0;
		for (Change change : changes) {
			if (change.at() > cutoff) {
				pods += change.pods();
			}
		}
		return pods;
	}

	private static long seconds(int seconds) {
		return seconds * 1_000_000_000L;
	}

}
