package dev.marea.cloud.balancer;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;

/**
 * Spring Cloud's reactive view of {@code marea.discovery}.
 */
class BalancerReactiveDiscoveryClient implements ReactiveDiscoveryClient {

	private final DiscoveredServices discovered;

	BalancerReactiveDiscoveryClient(DiscoveredServices discovered) {
		this.discovered = discovered;
	}

	@Override
	public String description() {
		return "EndpointSlices, DNS, file or fixed list";
	}

	/** On a thread that may block: the first list of a service can take seconds. */
	@Override
	public Flux<ServiceInstance> getInstances(String serviceId) {
		return Flux.defer(() -> Flux.fromIterable(this.discovered.instances(serviceId)))
			.subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public Flux<String> getServices() {
		return Flux.defer(() -> Flux.fromIterable(this.discovered.services())).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public int getOrder() {
		return BalancerDiscoveryClient.ORDER;
	}

}
