package dev.marea.cloud.balancer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one Service that may get requests, from all its EndpointSlices. An
 * endpoint is in two slices while it moves between them, and a pod with two address
 * families is in a slice of each. Such an endpoint counts once. An endpoint that is
 * terminating in any slice is left out.
 */
final class ReadyEndpoints {

	private ReadyEndpoints() {
	}

	/**
	 * The instances, named after their pods and sorted by name.
	 * @param port name of the port; ignored for a slice with only one port
	 */
	static List<Instance> of(Collection<EndpointSlice> slices, String port) {
		Set<String> seen = new HashSet<>();
		slices.stream()
			.flatMap((slice) -> endpoints(slice).stream())
			.filter(ReadyEndpoints::isTerminating)
			.forEach((terminating) -> seen.add(name(terminating)));
		List<Instance> instances = new ArrayList<>();
		// IPv4 before IPv6
		slices.stream().sorted(Comparator.comparing(EndpointSlice::getAddressType)).forEach((slice) -> {
			Integer number = port(slice, port);
			if (number == null || "FQDN".equals(slice.getAddressType())) {
				return;
			}
			for (Endpoint endpoint : endpoints(slice)) {
				if (isReady(endpoint) && !seen.contains(name(endpoint))
						&& seen.add(endpoint.getAddresses().getFirst())) {
					seen.add(name(endpoint));
					instances.add(new Instance(endpoint.getAddresses().getFirst(), number, name(endpoint)));
				}
			}
		});
		instances.sort(Comparator.comparing(Instance::name));
		return instances;
	}

	/** The API server answers null for a Service without pods, for its ports as well. */
	private static List<Endpoint> endpoints(EndpointSlice slice) {
		return Objects.requireNonNullElse(slice.getEndpoints(), List.of());
	}

	/** By the API's definition, an absent condition means ready. */
	private static boolean isReady(Endpoint endpoint) {
		return !endpoint.getAddresses().isEmpty()
				&& (endpoint.getConditions() == null || !Boolean.FALSE.equals(endpoint.getConditions().getReady()));
	}

	private static boolean isTerminating(Endpoint endpoint) {
		return endpoint.getConditions() != null && Boolean.TRUE.equals(endpoint.getConditions().getTerminating());
	}

	private static String name(Endpoint endpoint) {
		return (endpoint.getTargetRef() != null) ? endpoint.getTargetRef().getName()
				: String.join(",", endpoint.getAddresses());
	}

	private static @Nullable Integer port(EndpointSlice slice, String name) {
		List<EndpointPort> ports = Objects.requireNonNullElse(slice.getPorts(), List.of());
		return ports.stream()
			.filter((port) -> ports.size() == 1 || name.equals(port.getName()))
			.map(EndpointPort::getPort)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
