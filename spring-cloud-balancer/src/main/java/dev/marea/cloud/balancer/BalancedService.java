package dev.marea.cloud.balancer;

import java.util.Set;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycleValidator;
import org.springframework.cloud.client.loadbalancer.LoadBalancerProperties;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;

/**
 * Spring Cloud's objects for one service: its load balancer, lifecycles and properties.
 * They are cached, because each look-up in the service's context takes longer than a
 * choice.
 */
final class BalancedService {

	private static final String DEFAULT_HINT = "default";

	private final String name;

	private final ReactiveLoadBalancer<ServiceInstance> loadBalancer;

	private final LoadBalancerLifecycle<Object, Object, ServiceInstance>[] lifecycles;

	private final String hint;

	private final int retries;

	private final RetryBudget budget;

	private final Counter retried;

	private final Counter denied;

	/**
	 * Looks up a service; the first use creates its context.
	 * @throws NoInstanceException if no load balancer is configured or if it cannot be
	 * created now
	 */
	static BalancedService of(String name, ReactiveLoadBalancer.Factory<ServiceInstance> factory,
			BalanceProperties balance, MeterRegistry meters) throws NoInstanceException {
		try {
			ReactiveLoadBalancer<ServiceInstance> loadBalancer = factory.getInstance(name);
			if (loadBalancer == null) {
				throw new NoInstanceException(name, "no load balancer is configured");
			}
			return new BalancedService(name, loadBalancer, lifecycles(name, factory), factory.getProperties(name),
					balance, meters);
		}
		catch (RuntimeException ex) {
			throw new NoInstanceException(name, ex);
		}
	}

	private BalancedService(String name, ReactiveLoadBalancer<ServiceInstance> loadBalancer,
			LoadBalancerLifecycle<Object, Object, ServiceInstance>[] lifecycles,
			@Nullable LoadBalancerProperties properties, BalanceProperties balance, MeterRegistry meters) {
		this.name = name;
		this.loadBalancer = loadBalancer;
		this.lifecycles = lifecycles;
		this.hint = (properties != null) ? hint(name, properties) : DEFAULT_HINT;
		this.retries = (properties == null || properties.getRetry().isEnabled()) ? balance.retries() : 0;
		this.budget = new RetryBudget(balance.retryBudget(), System::nanoTime);
		this.retried = Counter.builder("marea.balance.retries")
			.description("Attempts on another instance after one that failed")
			.tag("service", name)
			.register(meters);
		this.denied = Counter.builder("marea.balance.retries.denied")
			.description("Requests that were not retried because the retry budget was used up")
			.tag("service", name)
			.register(meters);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static LoadBalancerLifecycle<Object, Object, ServiceInstance>[] lifecycles(String name,
			ReactiveLoadBalancer.Factory<ServiceInstance> factory) {
		Set<LoadBalancerLifecycle> supporting = LoadBalancerLifecycleValidator.getSupportedLifecycleProcessors(
				factory.getInstances(name, LoadBalancerLifecycle.class), RequestDataContext.class, ResponseData.class,
				ServiceInstance.class);
		return supporting.toArray(new LoadBalancerLifecycle[0]);
	}

	private static String hint(String name, LoadBalancerProperties properties) {
		String all = properties.getHint().getOrDefault(DEFAULT_HINT, DEFAULT_HINT);
		return properties.getHint().getOrDefault(name, all);
	}

	String name() {
		return this.name;
	}

	String hint() {
		return this.hint;
	}

	/** Maximum number of retries of one request. */
	int retries() {
		return this.retries;
	}

	/** Counts a request, not its retries. */
	void requested() {
		this.budget.requested();
	}

	/** Takes a retry from the retry budget; false if the budget is used up. */
	boolean mayRetry() {
		boolean allowed = this.budget.take();
		if (!allowed) {
			this.denied.increment();
		}
		return allowed;
	}

	void retried() {
		this.retried.increment();
	}

	/** The chosen instance; null if there is none. */
	@Nullable Response<ServiceInstance> choose(Request<Object> request) {
		Response<ServiceInstance> response = Mono.from(this.loadBalancer.choose(request)).block();
		return (response != null && response.hasServer()) ? response : null;
	}

	void forEachLifecycle(Consumer<LoadBalancerLifecycle<Object, Object, ServiceInstance>> event) {
		for (LoadBalancerLifecycle<Object, Object, ServiceInstance> lifecycle : this.lifecycles) {
			event.accept(lifecycle);
		}
	}

}
