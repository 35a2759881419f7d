package dev.marea.cloud.balancer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * The instance lists of all followed services: one subscription of the discovery serves
 * load balancers and discovery clients alike.
 */
class DiscoveredServices implements AutoCloseable {

	private final ConfiguredDiscovery discovery;

	private final Map<String, FollowedService> followed = new ConcurrentHashMap<>();

	DiscoveredServices(ConfiguredDiscovery discovery) {
		this.discovery = discovery;
	}

	/** Whether the configuration has a source for the service. */
	boolean covers(String service) {
		return this.discovery.covers(service);
	}

	/** Whether the configuration fixes the service's list. */
	boolean fixes(String service) {
		return this.discovery.fixes(service);
	}

	/**
	 * The list of a service, now and after each change; never ends.
	 * @throws IllegalStateException if the list is not available now
	 */
	Flux<List<ServiceInstance>> lists(String service) {
		return follow(service).sink.asFlux();
	}

	/**
	 * The list of a service, now; empty if no source is configured for it.
	 * @throws IllegalStateException if the list is not available now
	 */
	List<ServiceInstance> instances(String service) {
		return covers(service) ? follow(service).latest : List.of();
	}

	/** Names of followed and of configured services. */
	List<String> services() {
		Set<String> names = new TreeSet<>(this.followed.keySet());
		Set<String> plain = new HashSet<>();
		names.forEach((name) -> plain.add(DiscoveryProperties.plain(name)));
		for (String name : this.discovery.services()) {
			if (plain.add(DiscoveryProperties.plain(name))) {
				names.add(name);
			}
		}
		return List.copyOf(names);
	}

	private FollowedService follow(String service) {
		FollowedService known = this.followed.get(service);
		return (known != null) ? known : this.followed.computeIfAbsent(service, (name) -> {
			FollowedService added = new FollowedService(name);
			this.discovery.follow(name, added::accept);
			return added;
		});
	}

	@Override
	public void close() {
		this.discovery.close();
	}

	private static final class FollowedService {

		private final String service;

		private final Sinks.Many<List<ServiceInstance>> sink = Sinks.many().replay().latest();

		private volatile List<ServiceInstance> latest = List.of();

		FollowedService(String service) {
			this.service = service;
		}

		void accept(List<Instance> instances) {
			List<ServiceInstance> list = new ArrayList<>(instances.size());
			for (Instance instance : instances) {
				list.add(new DefaultServiceInstance(instance.name(), this.service, bracketed(instance.host()),
						instance.port(), false));
			}
			this.latest = List.copyOf(list);
			this.sink.emitNext(this.latest, Sinks.EmitFailureHandler.FAIL_FAST);
		}

		/** {@link ServiceInstance#getUri()} needs brackets around an IPv6 address. */
		private static String bracketed(String host) {
			return host.contains(":") ? "[" + host + "]" : host;
		}

	}

}
