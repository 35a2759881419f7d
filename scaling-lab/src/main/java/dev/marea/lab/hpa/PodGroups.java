package dev.marea.lab.hpa;

import java.util.List;

import dev.marea.lab.hpa.PodSample.Cpu;
import dev.marea.lab.hpa.PodSample.Phase;
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
 * @param withoutRequest the first pod, of any group or of none, without a CPU request
 */
record PodGroups(Totals counted, Totals missing, Totals unready, @Nullable String withoutRequest) {

	static PodGroups of(Metric metric, List<PodSample> pods, long now, Settings settings) {
		boolean utilization = metric.kind() == Metric.Kind.CPU_UTILIZATION;
		boolean cpu = utilization || metric.kind() == Metric.Kind.CPU_AVERAGE;
		Totals counted = Totals.NONE;
		Totals missing = Totals.NONE;
		Totals unready = Totals.NONE;
		String withoutRequest = null;
		for (PodSample pod : pods) {
			Long requested = utilization ? Units.milli(pod.cpuRequest()) : Long.valueOf(0);
			if (requested == null) {
				withoutRequest = (withoutRequest != null) ? withoutRequest : pod.name();
				continue;
			}
			if (pod.terminating() || pod.phase() == Phase.FAILED) {
				continue;
			}
			Cpu used = cpu ? pod.cpu() : null;
			Long value = (used != null) ? Units.milli(used.cores())
					: cpu ? null : Units.milli(pod.metrics().get(metric.name()));
			if (pod.phase() == Phase.PENDING || (used != null && value != null && starting(pod, used, now, settings))) {
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
	private static boolean starting(PodSample pod, Cpu cpu, long now, Settings settings) {
		long started = Units.nanos(pod.started());
		long changed = Units.nanos(pod.readyChanged());
		if (started + settings.cpuInitialization().toNanos() > now) {
			return !pod.ready() || Units.nanos(cpu.measuredAt()) < changed + Units.nanos(cpu.window());
		}
		return !pod.ready() && started + settings.initialReadinessDelay().toNanos() > changed;
	}

}
