package dev.marea.lab.hpa;

import java.util.List;
import java.util.Locale;

import dev.marea.lab.hpa.PodSample.Phase;
import org.jspecify.annotations.Nullable;

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

	Proposal propose(Metric metric, SyncInput seen) {
		return switch (metric.kind()) {
			case RESOURCE_UTILIZATION, RESOURCE_AVERAGE, CONTAINER_UTILIZATION, CONTAINER_AVERAGE, PODS_AVERAGE ->
				byPods(metric, seen);
			case OBJECT_AVERAGE, EXTERNAL_AVERAGE -> shared(metric, seen);
			case OBJECT_VALUE, EXTERNAL_VALUE -> whole(metric, seen);
			case OBJECT_WITHOUT_VALUE, OBJECT_WITHOUT_AVERAGE ->
				Proposal.failed(metric, "%s has a target whose type contradicts it".formatted(metric.label()));
		};
	}

	private Proposal byPods(Metric metric, SyncInput seen) {
		PodGroups pods = PodGroups.of(metric, seen.pods(), Units.nanos(seen.now()), this.settings);
		PodTotals counted = pods.counted();
		if (pods.withoutRequest() != null) {
			return Proposal.failed(metric, "pod %s requests no %s".formatted(pods.withoutRequest(), metric.label()));
		}
		if (counted.pods() == 0) {
			return Proposal.failed(metric, "no pod has a value for %s that counts yet".formatted(metric.label()));
		}
		if (metric.kind().utilization() && counted.request() == 0) {
			return Proposal.failed(metric, "the pods request no %s".formatted(metric.label()));
		}
		double ratio = ratio(metric, counted);
		boolean unreadyCount = ratio > 1 && pods.unready().pods() > 0;
		int wanted;
		if (!unreadyCount && pods.missing().pods() == 0) {
			wanted = this.tolerance.covers(ratio) ? seen.replicas() : Units.replicas(ratio * counted.pods());
		}
		else {
			PodTotals all = counted;
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

	private static double ratio(Metric metric, PodTotals pods) {
		return (double) current(metric, pods) / metric.target();
	}

	private static double value(Metric metric, PodTotals pods) {
		return metric.kind().utilization() ? current(metric, pods) : current(metric, pods) / 1000.0;
	}

	/** Percent of the requests, or thousandths a pod. */
	private static long current(Metric metric, PodTotals pods) {
		return metric.kind().utilization() ? (int) (pods.usage() * 100 / pods.request()) : pods.usage() / pods.pods();
	}

	/** The figure is divided among the {@code status.replicas} of the target. */
	private Proposal shared(Metric metric, SyncInput seen) {
		Long usage = value(metric, seen);
		if (usage == null) {
			return absent(metric);
		}
		int active = (int) seen.pods().stream().filter(PodSample::active).count();
		double ratio = (double) usage / ((double) metric.target() * active);
		double share = (double) usage / metric.target();
		// The controller caps an external figure only.
		int wanted = this.tolerance.covers(ratio) ? active
				: metric.kind().ofObject() ? Units.replicas(share) : capped(share);
		return new Proposal(metric, wanted, (active == 0) ? usage / 1000.0 : Math.ceil((double) usage / active) / 1000,
				null);
	}

	/**
	 * The ratio applies to ready pods, not to desired ones; from 0 replicas, to one.
	 */
	private Proposal whole(Metric metric, SyncInput seen) {
		Long usage = value(metric, seen);
		if (usage == null) {
			return absent(metric);
		}
		double ratio = (double) usage / metric.target();
		if (seen.replicas() == 0) {
			return new Proposal(metric, Units.replicas(ratio), usage / 1000.0, null);
		}
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

	/** What cannot be asked for has no value. */
	private static @Nullable Long value(Metric metric, SyncInput seen) {
		return (metric.selector() == null || metric.selector().usable())
				? Units.milli(seen.figures().get(metric.label())) : null;
	}

	private static int capped(double pods) {
		return (pods > Integer.MAX_VALUE) ? Integer.MAX_VALUE : Units.replicas(pods);
	}

	private static Proposal absent(Metric metric) {
		return Proposal.failed(metric, String.format(Locale.ROOT, "%s has no value", metric.label()));
	}

}
