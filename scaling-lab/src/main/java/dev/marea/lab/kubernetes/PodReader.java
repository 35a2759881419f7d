package dev.marea.lab.kubernetes;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.marea.lab.hpa.Metric;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.hpa.PodSample.Phase;
import dev.marea.lab.hpa.PodSample.Resource;
import dev.marea.lab.kubernetes.MetricReader.Value;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** Pods as the autoscaler sees them. Times are seconds since 1970. */
final class PodReader {

	private PodReader() {
	}

	static PodSample sample(Pod pod, Map<Metric, Value> values) {
		PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
		String name = pod.getMetadata().getName();
		Map<String, Resource> resources = new HashMap<>();
		Map<String, Double> figures = new HashMap<>();
		values.forEach((metric, value) -> {
			PodSample.Usage used = value.ofPods().get(name);
			if (metric.kind().ofResource()) {
				resources.put(metric.label(), new Resource(used, request(pod, metric)));
			}
			else if (used != null) {
				figures.put(metric.label(), used.amount());
			}
		});
		PodCondition ready = status.getConditions()
			.stream()
			.filter((condition) -> "Ready".equals(condition.getType()))
			.findFirst()
			.orElse(null);
		double started = seconds(status.getStartTime(), seconds(pod.getMetadata().getCreationTimestamp(), 0));
		return new PodSample(name, phase(status), pod.getMetadata().getDeletionTimestamp() != null, started,
				ready != null && "True".equals(ready.getStatus()),
				seconds((ready != null) ? ready.getLastTransitionTime() : null, started), resources, figures);
	}

	private static Phase phase(PodStatus status) {
		return switch (Objects.requireNonNullElse(status.getPhase(), "Pending")) {
			case "Pending" -> Phase.PENDING;
			case "Succeeded" -> Phase.SUCCEEDED;
			case "Failed" -> Phase.FAILED;
			default -> Phase.RUNNING;
		};
	}

	private static double seconds(@Nullable String time, double otherwise) {
		return (time != null) ? Instant.parse(time).toEpochMilli() / 1000.0 : otherwise;
	}

	/**
	 * The request of a pod or of a container, as the controller adds it up; absent if a
	 * container has none.
	 */
	private static @Nullable Double request(Pod pod, Metric metric) {
		// Containers that start first and go on running count as well.
		List<Container> containers = Stream.concat(pod.getSpec().getContainers().stream(),
				pod.getSpec().getInitContainers().stream().filter((init) -> "Always".equals(init.getRestartPolicy())))
			.filter((container) -> metric.container() == null || metric.container().equals(container.getName()))
			.toList();
		Double ofPod = (metric.container() == null) ? request(pod.getSpec().getResources(), metric.name()) : null;
		if (ofPod != null) {
			return ofPod;
		}
		double sum = 0;
		for (Container container : containers) {
			Double request = request(container.getResources(), metric.name());
			if (request == null) {
				return null;
			}
			sum += request;
		}
		return sum;
	}

	private static @Nullable Double request(@Nullable ResourceRequirements resources, String name) {
		Quantity request = (resources != null && resources.getRequests() != null) ? resources.getRequests().get(name)
				: null;
		return (request != null) ? (Double) request.getNumericalAmount().doubleValue() : null;
	}

}
