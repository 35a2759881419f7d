package dev.marea.cloud.balancer;

import java.util.List;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import org.junit.jupiter.api.Test;

import static dev.marea.cloud.balancer.test.Slices.endpoint;
import static dev.marea.cloud.balancer.test.Slices.leaving;
import static dev.marea.cloud.balancer.test.Slices.port;
import static dev.marea.cloud.balancer.test.Slices.ready;
import static dev.marea.cloud.balancer.test.Slices.slice;
import static org.assertj.core.api.Assertions.assertThat;

class ReadyEndpointsTests {

	@Test
	void are_named_as_their_pods_and_have_the_port_of_that_name() {
		assertThat(instances(slice("a", ready("catalog-1", "10.0.0.1"))))
			.containsExactly(new Instance("10.0.0.1", 8081, "catalog-1"));
	}

	@Test
	void of_several_slices_are_merged() {
		assertThat(instances(slice("a", ready("catalog-2", "10.0.0.2")), slice("b", ready("catalog-1", "10.0.0.1"))))
			.extracting(Instance::name)
			.containsExactly("catalog-1", "catalog-2");
	}

	@Test
	void leave_out_unready_and_terminating_endpoints() {
		assertThat(instances(slice("a", endpoint("catalog-1", "10.0.0.1", false, false),
				leaving("catalog-2", "10.0.0.2"), endpoint("catalog-3", "10.0.0.3", null, null))))
			.extracting(Instance::name)
			.containsExactly("catalog-3");
	}

	@Test
	void in_two_slices_count_once() {
		assertThat(instances(slice("a", ready("catalog-1", "10.0.0.1")), slice("b", ready("catalog-1", "10.0.0.1"))))
			.hasSize(1);
		assertThat(instances(slice("a", endpoint("catalog-1", "10.0.0.1", false, false)),
				slice("b", ready("catalog-1", "10.0.0.1"))))
			.hasSize(1);
	}

	@Test
	void that_terminate_in_one_slice_are_left_out() {
		assertThat(instances(slice("a", ready("catalog-1", "10.0.0.1")), slice("b", leaving("catalog-1", "10.0.0.1"))))
			.isEmpty();
	}

	@Test
	void of_both_families_count_once() {
		assertThat(instances(slice("a", "IPv6", List.of(port("http", 8081)), ready("catalog-1", "fd00::1")),
				slice("b", ready("catalog-1", "10.0.0.1"))))
			.containsExactly(new Instance("10.0.0.1", 8081, "catalog-1"));
	}

	@Test
	void without_a_pod_are_named_by_their_address() {
		Endpoint bare = new EndpointBuilder().withAddresses("10.0.0.1").build();
		assertThat(instances(slice("a", bare))).containsExactly(new Instance("10.0.0.1", 8081, "10.0.0.1"));
	}

	@Test
	void have_the_only_port_whatever_its_name_and_none_if_none_fits() {
		assertThat(instances(slice("a", "IPv4", List.of(port("", 80)), ready("catalog-1", "10.0.0.1"))))
			.extracting(Instance::port)
			.containsExactly(80);
		assertThat(instances(
				slice("a", "IPv4", List.of(port("grpc", 80), port("admin", 81)), ready("catalog-1", "10.0.0.1"))))
			.isEmpty();
	}

	@Test
	void are_none_for_a_service_without_pods() {
		EndpointSlice empty = slice("a");
		empty.setEndpoints(null);
		empty.setPorts(null);
		assertThat(instances(empty, slice("b", ready("catalog-1", "10.0.0.1")))).hasSize(1);
	}

	@Test
	void are_no_names_of_hosts() {
		assertThat(instances(slice("a", "FQDN", List.of(port("http", 80)), ready("catalog-1", "catalog.test"))))
			.isEmpty();
	}

	private static List<Instance> instances(EndpointSlice... slices) {
		return ReadyEndpoints.of(List.of(slices), "http");
	}

}
