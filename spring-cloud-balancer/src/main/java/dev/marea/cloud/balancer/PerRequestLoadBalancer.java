package dev.marea.cloud.balancer;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.marea.cloud.balancer.Balancer.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Balances each request of one service. It subscribes to the instance list once, so that
 * a choice never waits. It learns from the requests' outcomes as their
 * {@link LoadBalancerLifecycle}: in-flight requests, refused connections, timeouts,
 * announced drains.
 */
class PerRequestLoadBalancer implements ReactorServiceInstanceLoadBalancer,
		LoadBalancerLifecycle<Object, Object, ServiceInstance>, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PerRequestLoadBalancer.class);

	/** Longest wait for the first list of a supplier that answers on another thread. */
	private static final Duration FIRST_LIST = Duration.ofSeconds(10);

	private static final Mono<Response<ServiceInstance>> NONE = Mono.just(new EmptyResponse());

	private final String service;

	private final Balancer balancer;

	private final String drainingHeader;

	private final Disposable subscription;

	private final SilenceWatch silences;

	private volatile @Nullable String problem;

	/**
	 * Returns when the first list is known, or after 10 s without one.
	 */
	PerRequestLoadBalancer(ServiceInstanceListSupplier instances, BalanceProperties properties, MeterRegistry meters) {
		this.service = instances.getServiceId();
		this.balancer = new Balancer(properties.policy(), properties.slowStart(), properties.ejection(),
				Math.max(1, properties.connections() / 2), System::nanoTime, counting(meters, this.service));
		this.silences = new SilenceWatch(this.balancer, properties.silence());
		this.drainingHeader = properties.drainingHeader();
		CountDownLatch first = new CountDownLatch(1);
		this.subscription = lists(instances, properties.refresh()).subscribe((list) -> {
			this.balancer.update(list);
			first.countDown();
		});
		await(first);
	}

	private static Consumer<Reason> counting(MeterRegistry meters, String service) {
		Map<Reason, Counter> ejections = new EnumMap<>(Reason.class);
		for (Reason reason : Reason.values()) {
			ejections.put(reason,
					Counter.builder("marea.balance.ejections")
						.description("Instances that are ejected")
						.tag("service", service)
						.tag("reason", reason.name().toLowerCase(Locale.ROOT))
						.register(meters));
		}
		return (reason) -> ejections.get(reason).increment();
	}

	/** Asks again when a supplier ends its list, as those of Spring Cloud do. */
	private Flux<List<ServiceInstance>> lists(ServiceInstanceListSupplier instances, Duration refresh) {
		return Flux.defer(instances::get)
			.doOnNext((list) -> this.problem = null)
			.doOnError(this::complain)
			.onErrorComplete()
			.repeatWhen((ends) -> ends.delayElements(refresh))
			.distinctUntilChanged();
	}

	/** Logs one line while the same problem lasts. */
	private void complain(Throwable failure) {
		String message = String.valueOf(failure.getMessage());
		if (!message.equals(this.problem)) {
			this.problem = message;
			logger.warn("The instances of {} cannot be listed, the last list stays: {}", this.service, message);
		}
	}

	private void await(CountDownLatch first) {
		try {
			if (!first.await(FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("The instances of {} are not known after {} s; requests fail until they are", this.service,
						FIRST_LIST.toSeconds());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	@SuppressWarnings("rawtypes")
	public Mono<Response<ServiceInstance>> choose(Request request) {
		InstanceState state = pick(request.getContext());
		return (state != null) ? state.choice : NONE;
	}

	private @Nullable InstanceState pick(@Nullable Object context) {
		if (context instanceof AttemptContext attempt) {
			return this.balancer.pick(attempt.getTriedInstances());
		}
		if (context instanceof RetryableRequestContext retry && retry.getPreviousServiceInstance() != null) {
			// Spring Cloud's own retry expects the same instance again if there is no
			// other.
			Collection<ServiceInstance> previous = List.of(retry.getPreviousServiceInstance());
			InstanceState other = this.balancer.pick(previous);
			return (other != null) ? other : this.balancer.pick(List.of());
		}
		return this.balancer.pick(List.of());
	}

	@Override
	@SuppressWarnings("rawtypes")
	public boolean supports(Class requestContextClass, Class responseClass, Class serverTypeClass) {
		return ServiceInstance.class.isAssignableFrom(serverTypeClass);
	}

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> chosen) {
		InstanceState state = stateOf(chosen);
		if (state != null) {
			this.balancer.started(state);
		}
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		InstanceState state = stateOf(completion.getLoadBalancerResponse());
		if (state == null) {
			return;
		}
		if (completion.status() == CompletionContext.Status.DISCARD) {
			this.balancer.failed(state);
			return;
		}
		state.requestEnded();
		if (completion.status() == CompletionContext.Status.SUCCESS) {
			this.balancer.answered(state);
			if ("true".equalsIgnoreCase(drainingHeader(completion))) {
				this.balancer.draining(state);
			}
		}
		else if (Answers.nothingWasSent(completion.getThrowable())) {
			this.balancer.refused(state);
		}
		else if (completion.getThrowable() instanceof SocketTimeoutException) {
			this.balancer.timedOut(state);
		}
		else {
			this.balancer.failed(state);
		}
	}

	private @Nullable InstanceState stateOf(@Nullable Response<ServiceInstance> chosen) {
		ServiceInstance instance = (chosen != null) ? chosen.getServer() : null;
		return (instance != null) ? this.balancer.stateOf(instance) : null;
	}

	private @Nullable String drainingHeader(CompletionContext<Object, ServiceInstance, Object> completion) {
		if (completion.getLoadBalancerRequest().getContext() instanceof AttemptContext attempt) {
			return attempt.getAnswerHeader(this.drainingHeader);
		}
		return (completion.getClientResponse() instanceof ResponseData answer && answer.getHeaders() != null)
				? answer.getHeaders().getFirst(this.drainingHeader) : null;
	}

	/** Number of instances that can be chosen now. */
	int size() {
		return this.balancer.size();
	}

	/** Number of listed instances that are ejected now. */
	int ejected() {
		return this.balancer.ejected();
	}

	@Override
	public void close() {
		this.subscription.dispose();
		this.silences.close();
	}

}
