package dev.marea.lab.kubernetes;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

/**
 * The pods that the EndpointSlices list. Several Services, and several slices of one
 * Service, may list the same pod. Not safe for use by several threads.
 */
final class Addresses {

	private final Map<String, Map<String, Set<String>>> slices = new HashMap<>();

	/** Applies a new or changed slice. */
	void put(EndpointSlice slice) {
		Set<String> pods = new HashSet<>();
		// For a Service without pods, the API server returns null.
		for (Endpoint endpoint : Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())) {
			boolean ready = endpoint.getConditions() == null
					|| !Boolean.FALSE.equals(endpoint.getConditions().getReady());
			if (ready && endpoint.getTargetRef() != null && "Pod".equals(endpoint.getTargetRef().getKind())) {
				pods.add(endpoint.getTargetRef().getName());
			}
		}
		this.slices.computeIfAbsent(service(slice), (name) -> new HashMap<>()).put(slice.getMetadata().getName(), pods);
	}

	/** Removes a deleted slice. */
	void remove(EndpointSlice slice) {
		this.slices.getOrDefault(service(slice), new HashMap<>()).remove(slice.getMetadata().getName());
	}

	/** The pods that the Service of a slice lists. */
	Set<String> listed(EndpointSlice slice) {
		Set<String> pods = new HashSet<>();
		this.slices.getOrDefault(service(slice), Map.of()).values().forEach(pods::addAll);
		return pods;
	}

	/** The changes of a Service between two moments. */
	static void compare(Set<String> before, Set<String> now, Collection<String> known,
			BiConsumer<String, Boolean> listener) {
		now.stream()
			.filter((pod) -> !before.contains(pod) && known.contains(pod))
			.sorted()
			.forEach((pod) -> listener.accept(pod, true));
		before.stream()
			.filter((pod) -> !now.contains(pod) && known.contains(pod))
			.sorted()
			.forEach((pod) -> listener.accept(pod, false));
	}

	/** The Service that a slice belongs to. */
	static String service(EndpointSlice slice) {
		Map<String, String> labels = slice.getMetadata().getLabels();
		return (labels != null) ? labels.getOrDefault("kubernetes.io/service-name", "") : "";
	}

}
