package dev.marea.cloud.balancer;

import java.util.List;

import reactor.core.publisher.Flux;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * The list of one service from {@code marea.discovery}: the current list at once, then
 * each change as it happens. It needs no cache.
 */
class DiscoveredInstanceListSupplier implements ServiceInstanceListSupplier {

	private final String service;

	private final Flux<List<ServiceInstance>> lists;

	/**
	 * Follows the service.
	 * @throws IllegalStateException if its list is not available now
	 */
	DiscoveredInstanceListSupplier(String service, DiscoveredServices discovered) {
		this.service = service;
		this.lists = discovered.lists(service);
	}

	@Override
	public String getServiceId() {
		return this.service;
	}

	@Override
	public Flux<List<ServiceInstance>> get() {
		return this.lists;
	}

}
