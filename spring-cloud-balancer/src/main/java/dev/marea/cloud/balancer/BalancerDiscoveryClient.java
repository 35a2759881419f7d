package dev.marea.cloud.balancer;

import java.util.List;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Spring Cloud's view of {@code marea.discovery}.
 */
class BalancerDiscoveryClient implements DiscoveryClient {

	/**
	 * After {@code spring.cloud.discovery.client.simple}, which an operator configured
	 * explicitly.
	 */
	static final int ORDER = DEFAULT_ORDER + 100;

	private final DiscoveredServices discovered;

	BalancerDiscoveryClient(DiscoveredServices discovered) {
		this.discovered = discovered;
	}

	@Override
	public String description() {
		return "EndpointSlices, DNS, file or fixed list";
	}

	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		return this.discovered.instances(serviceId);
	}

	@Override
	public List<String> getServices() {
		return this.discovered.services();
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
