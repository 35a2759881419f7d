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

	private final boolean carriedOut;

	public HpaController(Hpa hpa, Settings settings) {
		this(hpa, new ReplicaCalculator(settings, Tolerance.of(settings, hpa.behavior())), new Limits(hpa, settings),
				true);
	}

	private HpaController(Hpa hpa, ReplicaCalculator calculator, Limits limits, boolean carriedOut) {
		this.hpa = hpa;
		this.calculator = calculator;
		this.limits = limits;
		this.carriedOut = carriedOut;
	}

	/**
	 * A controller whose decisions nobody carries out: another one scales the target.
	 * Policies then count the changes that {@link #scaled} reports.
	 */
	public static HpaController beside(Hpa hpa, Settings settings) {
		return new HpaController(hpa, new ReplicaCalculator(settings, Tolerance.of(settings, hpa.behavior())),
				new Limits(hpa, settings), false);
	}

	/** A controller that remembers the same syncs, and from now on its own. */
	public HpaController copy() {
		return new HpaController(this.hpa, this.calculator, this.limits.copy(), this.carriedOut);
	}

	/**
	 * Reports that another controller scaled the target.
	 * @param now seconds on the clock of the observations
	 */
	public void scaled(double now, int from, int to) {
		this.limits.changed(Units.nanos(now), from, to);
	}

	/**
	 * Runs one sync (one reconcile). Unless this controller decides {@link #beside}
	 * another one, it assumes that the caller carries out the decision at once, as the
	 * scale subresource does.
	 */
	public Decision decide(SyncInput seen) {
		long now = Units.nanos(seen.now());
		int replicas = seen.replicas();
		this.limits.begin(now, replicas);
		if (replicas == 0 && this.hpa.minReplicas() != 0) {
			return new Decision(0, "0 replicas are desired, which disables autoscaling", Map.of(), false);
		}
		if (replicas > this.hpa.maxReplicas()) {
			changed(now, replicas, this.hpa.maxReplicas());
			return new Decision(this.hpa.maxReplicas(),
					"%d replicas are above maxReplicas %d".formatted(replicas, this.hpa.maxReplicas()), Map.of(),
					false);
		}
		if (replicas < this.hpa.minReplicas()) {
			changed(now, replicas, this.hpa.minReplicas());
			return new Decision(this.hpa.minReplicas(),
					"%d replicas are below minReplicas %d".formatted(replicas, this.hpa.minReplicas()), Map.of(),
					false);
		}
		return byMetrics(now, seen);
	}

	private void changed(long now, int from, int to) {
		if (this.carriedOut) {
			this.limits.changed(now, from, to);
		}
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
			changed(now, replicas, limited.replicas());
		}
		String reason = Reasons.of(highest, wanted) + limited.why() + ((error != null) ? "; " + error : "");
		return new Decision(limited.replicas(), reason, current, false);
	}

}
