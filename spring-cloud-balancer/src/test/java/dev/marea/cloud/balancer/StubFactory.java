package dev.marea.cloud.balancer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.LoadBalancerProperties;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;

/**
 * Provides load balancers and lifecycles without contexts.
 */
class StubFactory implements ReactiveLoadBalancer.Factory<ServiceInstance> {

	final LoadBalancerProperties properties = new LoadBalancerProperties();

	private final Function<String, ReactiveLoadBalancer<ServiceInstance>> create;

	private final Map<String, ReactiveLoadBalancer<ServiceInstance>> created = new ConcurrentHashMap<>();

	private final Map<String, LoadBalancerLifecycle<?, ?, ?>> lifecycles = new LinkedHashMap<>();

	StubFactory(Function<String, ReactiveLoadBalancer<ServiceInstance>> create) {
		this.create = create;
	}

	StubFactory with(LoadBalancerLifecycle<?, ?, ?> lifecycle) {
		this.lifecycles.put("lifecycle" + this.lifecycles.size(), lifecycle);
		return this;
	}

	@Override
	public LoadBalancerProperties getProperties(String serviceId) {
		return this.properties;
	}

	@Override
	public ReactiveLoadBalancer<ServiceInstance> getInstance(String serviceId) {
		return this.created.computeIfAbsent(serviceId, this.create);
	}

	@Override
	public <X> Map<String, X> getInstances(String name, Class<X> type) {
		Map<String, X> found = new LinkedHashMap<>();
		this.lifecycles.forEach((key, lifecycle) -> found.put(key, type.cast(lifecycle)));
		ReactiveLoadBalancer<ServiceInstance> loadBalancer = getInstance(name);
		if (type.isInstance(loadBalancer)) {
			found.put("loadBalancer", type.cast(loadBalancer));
		}
		return found;
	}

	@Override
	public <X> @Nullable X getInstance(String name, Class<?> clazz, Class<?>... generics) {
		return null;
	}

}
