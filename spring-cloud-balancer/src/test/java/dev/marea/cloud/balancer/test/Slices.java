package dev.marea.cloud.balancer.test;

import java.util.List;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import org.jspecify.annotations.Nullable;

/** Creates EndpointSlices in the form of the control plane. */
public final class Slices {

	private Slices() {
	}

	public static EndpointSlice slice(String name, Endpoint... endpoints) {
		return slice(name, "IPv4", List.of(port("management", 9081), port("http", 8081)), endpoints);
	}

	public static EndpointSlice slice(String name, String addressType, List<EndpointPort> ports,
			Endpoint... endpoints) {
		return new EndpointSliceBuilder().withNewMetadata()
			.withName(name)
			.withNamespace("marea")
			.withResourceVersion("2")
			.addToLabels("kubernetes.io/service-name", "catalog")
			.endMetadata()
			.withAddressType(addressType)
			.withPorts(ports)
			.withEndpoints(endpoints)
			.build();
	}

	public static EndpointPort port(@Nullable String name, int number) {
		return new EndpointPortBuilder().withName(name).withPort(number).build();
	}

	public static Endpoint ready(String pod, String address) {
		return endpoint(pod, address, true, false);
	}

	/**
	 * An endpoint that is terminating and ready, which the API reports with
	 * publishNotReadyAddresses.
	 */
	public static Endpoint leaving(String pod, String address) {
		return endpoint(pod, address, true, true);
	}

	public static Endpoint endpoint(String pod, String address, @Nullable Boolean ready,
			@Nullable Boolean terminating) {
		return new EndpointBuilder().withAddresses(address)
			.withTargetRef(new ObjectReferenceBuilder().withKind("Pod").withName(pod).build())
			.withNewConditions()
			.withReady(ready)
			.withTerminating(terminating)
			.endConditions()
			.build();
	}

}
