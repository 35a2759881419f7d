package dev.marea.lab.hpa;

import java.util.List;

import dev.marea.lab.hpa.PodSample.Phase;
import dev.marea.lab.hpa.PodSample.Resource;
import dev.marea.lab.hpa.PodSample.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A metric's pods in the groups that the controller tells apart (groupPods in
 * {@code pkg/controller/podautoscaler/replica_calculator.go}, Kubernetes 1.35.4). Failed
 * and terminating pods are in no group.
 *
 * @param counted pods whose value counts
 * @param missing pods without a value, with the usage that is assumed if the other pods
 * call for fewer replicas
 * @param unready pods that are too young for their value to count
 * @param withoutRequest the first pod, of any group or of none, without a request
 */
record PodGroups(PodTotals counted, PodTotals missing, PodTotals unready, @Nullable String withoutRequest) {

	static PodGroups of(Metric metric, List<PodSample> pods, long now, Settings settings) {
		boolean utilization = metric.kind().utilization();
		boolean resource = metric.kind().ofResource();
		// Of other resources, the controller counts pods that start like any other.
		boolean cpu = resource && metric.name().equals(PodSample.CPU);
		String label = metric.label();
		PodTotals counted = PodTotals.NONE;
		PodTotals missing = PodTotals.NONE;
		PodTotals unready = PodTotals.NONE;
		String withoutRequest = null;
		for (PodSample pod : pods) {
			Resource measured = resource ? pod.resource(label) : Resource.UNKNOWN;
			Long requested = utilization ? Units.milli(measured.request()) : Long.valueOf(0);
			if (requested == null) {
				withoutRequest = (withoutRequest != null) ? withoutRequest : pod.name();
				continue;
			}
			if (pod.terminating() || pod.phase() == Phase.FAILED) {
				continue;
			}
			Usage used = measured.usage();
			Long value = (used != null) ? Units.milli(used.amount())
					: resource ? null : Units.milli(pod.metrics().get(label));
			if (pod.phase() == Phase.PENDING
					|| (cpu && used != null && value != null && starting(pod, used, now, settings))) {
				unready = unready.plus(0, requested);
			}
			else if (value == null) {
				missing = missing.plus(utilization ? requested * Math.max(100, metric.target()) / 100 : metric.target(),
						requested);
			}
			else {
				counted = counted.plus(value, requested);
			}
		}
		return new PodGroups(counted, missing, unready, withoutRequest);
	}

	/**
	 * Whether a pod's CPU figure is of its start and not of its load. The pod's age
	 * counts until now, the metric's window by the metric's own time stamp.
	 */
	private static boolean starting(PodSample pod, Usage cpu, long now, Settings settings) {
		long started = Units.nanos(pod.started());
		long changed = Units.nanos(pod.readyChanged());
		if (started + settings.cpuInitialization().toNanos() > now) {
			return !pod.ready() || Units.nanos(cpu.measuredAt()) < changed + Units.nanos(cpu.window());
		}
		return !pod.ready() && started + settings.initialReadinessDelay().toNanos() > changed;
	}

}
