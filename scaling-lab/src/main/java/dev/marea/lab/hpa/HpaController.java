package dev.marea.lab.hpa;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides as kube-controller-manager 1.35 does on the same inputs (reconcileAutoscaler in
 * {@code pkg/controller/podautoscaler/horizontal.go}, Kubernetes 1.35.4). It remembers
 * earlier syncs, so each controller has one scale target, and one thread calls it.
 */
public final class HpaController {

	private final Hpa hpa;

	private final ReplicaCalculator calculator;

	private final Limits limits;

	public HpaController(Hpa hpa, Settings settings) {
		this.hpa = hpa;
		this.calculator = new ReplicaCalculator(settings, Tolerance.of(settings, hpa.behavior()));
		this.limits = new Limits(hpa, settings);
	}

	/**
	 * Runs one sync (one reconcile). It assumes that the caller carries out the decision
	 * at once, as the scale subresource does.
	 */
	public Decision decide(SyncInput seen) {
		long now = Units.nanos(seen.now());
		int replicas = seen.replicas();
		this.limits.begin(now, replicas);
		if (replicas == 0 && this.hpa.minReplicas() != 0) {
			return new Decision(0, "0 replicas are desired, which disables autoscaling", Map.of(), false);
		}
		if (replicas > this.hpa.maxReplicas()) {
			this.limits.changed(now, replicas, this.hpa.maxReplicas());
			return new Decision(this.hpa.maxReplicas(),
					"%d replicas are above maxReplicas %d".formatted(replicas, this.hpa.maxReplicas()), Map.of(),
					false);
		}
		if (replicas < this.hpa.minReplicas()) {
			this.limits.changed(now, replicas, this.hpa.minReplicas());
			return new Decision(this.hpa.minReplicas(),
					"%d replicas are below minReplicas %d".formatted(replicas, this.hpa.minReplicas()), Map.of(),
					false);
		}
		return byMetrics(now, seen);
	}

	private Decision byMetrics(long now, SyncInput seen) {
		List<Proposal> proposals = this.hpa.metrics()
			.stream()
			.map((metric) -> this.calculator.propose(metric, seen))
			.toList();
		Map<String, Double> current = new LinkedHashMap<>();
		Proposal highest = null;
		String error = null;
		for (Proposal proposal : proposals) {
			if (proposal.error() != null) {
				error = (error != null) ? error : proposal.error();
				continue;
			}
			current.put(proposal.metric().label(), proposal.current());
			if (highest == null || highest.replicas() == 0 || proposal.replicas() > highest.replicas()) {
				highest = proposal;
			}
		}
		int replicas = seen.replicas();
		if (highest == null) {
			return new Decision(replicas, "not scaled: " + error, current, true);
		}
		if (error != null && highest.replicas() < replicas) {
			return new Decision(replicas, "not scaled down: " + error, current, true);
		}
		int wanted = Math.max(0, highest.replicas());
		Limits.Limited limited = this.limits.apply(now, replicas, wanted);
		if (limited.replicas() != replicas) {
			this.limits.changed(now, replicas, limited.replicas());
		}
		String reason = Reasons.of(highest, wanted) + limited.why() + ((error != null) ? "; " + error : "");
		return new Decision(limited.replicas(), reason, current, false);
	}

}
