package dev.marea.lab.hpa;

import java.util.List;
import java.util.Locale;

import dev.marea.lab.hpa.PodSample.Phase;

/**
 * The recommendation of a metric, as in
 * {@code pkg/controller/podautoscaler/replica_calculator.go} and
 * {@code .../metrics/utilization.go} of Kubernetes 1.35.4. Whole thousandths, truncating
 * divisions and doubles are in the same places, so that roundings agree.
 */
final class ReplicaCalculator {

	private final Settings settings;

	private final Tolerance tolerance;

	ReplicaCalculator(Settings settings, Tolerance tolerance) {
		this.settings = settings;
		this.tolerance = tolerance;
	}

	Proposal propose(Metric metric, Observation seen) {
		return switch (metric.kind()) {
			case CPU_UTILIZATION, CPU_AVERAGE, PODS_AVERAGE -> byPods(metric, seen);
			case EXTERNAL_AVERAGE -> byExternalAverage(metric, seen);
			case EXTERNAL_VALUE -> byExternalValue(metric, seen);
		};
	}

	private Proposal byPods(Metric metric, Observation seen) {
		PodGroups pods = PodGroups.of(metric, seen.pods(), Units.nanos(seen.now()), this.settings);
		Totals counted = pods.counted();
		if (pods.withoutRequest() != null) {
			return Proposal.failed(metric, "pod %s requests no cpu".formatted(pods.withoutRequest()));
		}
		if (counted.pods() == 0) {
			return Proposal.failed(metric, "no pod has a value for %s that counts yet".formatted(metric.name()));
		}
		if (metric.kind() == Metric.Kind.CPU_UTILIZATION && counted.request() == 0) {
			return Proposal.failed(metric, "the pods request no cpu");
		}
		double ratio = ratio(metric, counted);
		boolean unreadyCount = ratio > 1 && pods.unready().pods() > 0;
		int wanted;
		if (!unreadyCount && pods.missing().pods() == 0) {
			wanted = this.tolerance.covers(ratio) ? seen.replicas() : Units.replicas(ratio * counted.pods());
		}
		else {
			Totals all = counted;
			if (ratio < 1) {
				all = all.plus(pods.missing());
			}
			else if (ratio > 1) {
				all = all.plus(pods.missing().idle()).plus(pods.unready());
			}
			wanted = withAssumptions(ratio, ratio(metric, all), all.pods(), seen.replicas());
		}
		return new Proposal(metric, wanted, value(metric, counted), null);
	}

	/**
	 * Recalculates with 0 or the target for missing pods; ignores the result if it
	 * reverses the direction.
	 */
	private int withAssumptions(double measured, double assumed, int pods, int replicas) {
		if (this.tolerance.covers(assumed) || (measured < 1 && assumed > 1) || (measured > 1 && assumed < 1)) {
			return replicas;
		}
		int wanted = Units.replicas(assumed * pods);
		boolean reversed = (assumed < 1 && wanted > replicas) || (assumed > 1 && wanted < replicas);
		return reversed ? replicas : wanted;
	}

	private static double ratio(Metric metric, Totals pods) {
		return (double) current(metric, pods) / metric.target();
	}

	private static double value(Metric metric, Totals pods) {
		return (metric.kind() == Metric.Kind.CPU_UTILIZATION) ? current(metric, pods) : current(metric, pods) / 1000.0;
	}

	/** Percent of the requests, or thousandths a pod. */
	private static long current(Metric metric, Totals pods) {
		return (metric.kind() == Metric.Kind.CPU_UTILIZATION) ? (int) (pods.usage() * 100 / pods.request())
				: pods.usage() / pods.pods();
	}

	/** The figure is divided among the {@code status.replicas} of the target. */
	private Proposal byExternalAverage(Metric metric, Observation seen) {
		Long usage = Units.milli(seen.external().get(metric.name()));
		if (usage == null) {
			return absent(metric);
		}
		int active = (int) seen.pods().stream().filter(PodSample::active).count();
		double ratio = (double) usage / ((double) metric.target() * active);
		int wanted = this.tolerance.covers(ratio) ? active : capped((double) usage / metric.target());
		return new Proposal(metric, wanted, (active == 0) ? usage / 1000.0 : Math.ceil((double) usage / active) / 1000,
				null);
	}

	/** The ratio applies to ready pods, not to desired ones. */
	private Proposal byExternalValue(Metric metric, Observation seen) {
		Long usage = Units.milli(seen.external().get(metric.name()));
		if (usage == null) {
			return absent(metric);
		}
		double ratio = (double) usage / metric.target();
		if (this.tolerance.covers(ratio)) {
			return new Proposal(metric, seen.replicas(), usage / 1000.0, null);
		}
		List<PodSample> pods = seen.pods();
		if (pods.isEmpty()) {
			return Proposal.failed(metric, "there are no pods");
		}
		long ready = pods.stream().filter((pod) -> pod.phase() == Phase.RUNNING && pod.ready()).count();
		return new Proposal(metric, capped(ratio * ready), usage / 1000.0, null);
	}

	private static int capped(double pods) {
		return (pods > Integer.MAX_VALUE) ? Integer.MAX_VALUE : Units.replicas(pods);
	}

	private static Proposal absent(Metric metric) {
		return Proposal.failed(metric, String.format(Locale.ROOT, "%s has no value", metric.name()));
	}

}
