package dev.marea.cloud.balancer;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.CompletionContext.Status;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultRequestContext;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PerRequestLoadBalancerTests {

	private static final ServiceInstance ONE = instance("one", 1);

	private static final ServiceInstance TWO = instance("two", 2);

	private final Sinks.Many<List<ServiceInstance>> lists = Sinks.many().replay().latest();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.opened) {
			each.close();
		}
	}

	@Test
	void answers_at_once_and_with_the_latest_list() {
		this.lists.tryEmitNext(List.of(ONE));
		PerRequestLoadBalancer balancer = balancer(this.lists.asFlux());
		Mono<Response<ServiceInstance>> choice = balancer.choose(new DefaultRequest<>());
		assertThat(choice.toFuture()).isCompleted();
		assertThat(choose(balancer)).isEqualTo(ONE);
		this.lists.tryEmitNext(List.of(TWO));
		assertThat(choose(balancer)).isEqualTo(TWO);
		this.lists.tryEmitNext(List.of());
		assertThat(choose(balancer)).isNull();
	}

	@Test
	void asks_a_supplier_again_that_ends_its_list() {
		AtomicReference<List<ServiceInstance>> list = new AtomicReference<>(List.of(ONE));
		PerRequestLoadBalancer balancer = balancer(Flux.defer(() -> Flux.just(list.get())));
		assertThat(choose(balancer)).isEqualTo(ONE);
		list.set(List.of(TWO));
		await().until(() -> TWO.equals(choose(balancer)));
	}

	@Test
	void waits_for_the_first_list_of_a_supplier_on_another_thread() {
		PerRequestLoadBalancer balancer = balancer(Flux.defer(() -> Flux.just(List.of(ONE)))
			.delaySubscription(Duration.ofMillis(200))
			.subscribeOn(Schedulers.boundedElastic()));
		assertThat(choose(balancer)).isEqualTo(ONE);
	}

	@Test
	void keeps_the_last_list_while_a_supplier_fails() {
		AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
		List<String> asked = new CopyOnWriteArrayList<>();
		PerRequestLoadBalancer balancer = balancer(Flux.defer(() -> {
			asked.add("asked");
			RuntimeException current = failure.get();
			return (current != null) ? Flux.error(current) : Flux.just(List.of(ONE));
		}));
		failure.set(new IllegalStateException("away"));
		int before = asked.size();
		await().until(() -> asked.size() > before + 2);
		assertThat(choose(balancer)).isEqualTo(ONE);
	}

	@Test
	void chooses_an_instance_that_was_not_tried() {
		PerRequestLoadBalancer balancer = balancer(both());
		for (int i = 0; i < 10; i++) {
			assertThat(choose(balancer, tried(ONE))).isEqualTo(TWO);
		}
		assertThat(choose(balancer, tried(ONE, TWO))).isNull();
	}

	@Test
	void avoids_the_previous_instance_of_spring_clouds_retry_if_there_is_another() {
		this.lists.tryEmitNext(List.of(ONE, TWO));
		PerRequestLoadBalancer balancer = balancer(this.lists.asFlux());
		Request<Object> retry = new DefaultRequest<>(new RetryableRequestContext(ONE));
		for (int i = 0; i < 10; i++) {
			assertThat(choose(balancer, retry)).isEqualTo(TWO);
		}
		this.lists.tryEmitNext(List.of(ONE));
		assertThat(choose(balancer, retry)).isEqualTo(ONE);
	}

	@Test
	void ejects_an_instance_that_refused_a_connection_whoever_sent_the_request() {
		PerRequestLoadBalancer balancer = balancer(both());
		Request<Object> request = new DefaultRequest<>(new DefaultRequestContext());
		balancer.onComplete(new CompletionContext<>(Status.FAILED, new ConnectException("refused"), request,
				new DefaultResponse(ONE)));
		for (int i = 0; i < 10; i++) {
			assertThat(choose(balancer)).isEqualTo(TWO);
		}
	}

	@Test
	void ejects_an_instance_whose_answer_has_the_header() {
		PerRequestLoadBalancer balancer = balancer(both());
		balancer.onComplete(answered(ONE, "Connection", "close"));
		balancer.onComplete(answered(ONE, "Instance-Draining", "false"));
		assertThat(List.of(choose(balancer), choose(balancer))).containsExactlyInAnyOrder(ONE, TWO);
		balancer.onComplete(answered(ONE, "instance-draining", "true"));
		assertThat(List.of(choose(balancer), choose(balancer))).containsExactly(TWO, TWO);
	}

	@Test
	void ejects_an_instance_that_did_not_answer_in_time() {
		PerRequestLoadBalancer balancer = balancer(both());
		balancer.onComplete(failed(new SocketTimeoutException(), ONE));
		for (int i = 0; i < 10; i++) {
			assertThat(choose(balancer)).isEqualTo(TWO);
		}
	}

	/** A slow dependency makes all instances slow. */
	@Test
	void ejects_at_most_half_of_the_instances_for_timeouts() {
		PerRequestLoadBalancer balancer = balancer(both());
		balancer.onComplete(failed(new SocketTimeoutException(), ONE));
		balancer.onComplete(failed(new SocketTimeoutException(), TWO));
		for (int i = 0; i < 10; i++) {
			assertThat(choose(balancer)).isEqualTo(TWO);
		}
	}

	@Test
	void keeps_an_instance_whose_requests_failed_for_other_reasons() {
		PerRequestLoadBalancer balancer = balancer(both());
		balancer.onComplete(failed(new ConnectionRequestTimeoutException("no connection became free"), ONE));
		balancer.onComplete(failed(new ConnectionClosedException(), ONE));
		balancer.onComplete(new CompletionContext<>(Status.DISCARD, new DefaultRequest<>(new DefaultRequestContext()),
				new EmptyResponse()));
		assertThat(List.of(choose(balancer), choose(balancer))).containsExactlyInAnyOrder(ONE, TWO);
	}

	@Test
	void knows_the_requests_in_flight() {
		PerRequestLoadBalancer balancer = balancer(Policy.LEAST_LOADED, both());
		Request<Object> request = new DefaultRequest<>(new DefaultRequestContext());
		balancer.onStartRequest(request, new DefaultResponse(ONE));
		for (int i = 0; i < 4; i++) {
			assertThat(choose(balancer)).isEqualTo(TWO);
		}
		balancer.onComplete(answered(ONE, "Content-Type", "text/plain"));
		assertThat(List.of(choose(balancer), choose(balancer))).containsExactlyInAnyOrder(ONE, TWO);
	}

	private PerRequestLoadBalancer balancer(Flux<List<ServiceInstance>> lists) {
		return balancer(Policy.ROUND_ROBIN, lists);
	}

	private PerRequestLoadBalancer balancer(Policy policy, Flux<List<ServiceInstance>> lists) {
		PerRequestLoadBalancer balancer = new PerRequestLoadBalancer(new ServiceInstanceListSupplier() {

			@Override
			public String getServiceId() {
				return "a";
			}

			@Override
			public Flux<List<ServiceInstance>> get() {
				return lists;
			}

		}, new BalanceProperties(policy, Duration.ZERO, 2, 0.2, Duration.ofSeconds(30), Duration.ZERO,
				"Instance-Draining", Duration.ofMillis(10), Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ofSeconds(1), Duration.ofSeconds(1), 100, 100), this.meters);
		this.opened.add(balancer);
		return balancer;
	}

	private static Flux<List<ServiceInstance>> both() {
		return Flux.concat(Flux.just(List.of(ONE, TWO)), Flux.never());
	}

	private static @Nullable ServiceInstance choose(PerRequestLoadBalancer balancer) {
		return choose(balancer, new DefaultRequest<>());
	}

	private static @Nullable ServiceInstance choose(PerRequestLoadBalancer balancer, Request<?> request) {
		return balancer.choose(request).block().getServer();
	}

	private static Request<Object> tried(ServiceInstance... instances) {
		return new DefaultRequest<>(new AttemptContext("a", new HttpGet("/"), List.of(instances), "default"));
	}

	private static CompletionContext<Object, ServiceInstance, Object> failed(Exception failure,
			ServiceInstance instance) {
		return new CompletionContext<>(Status.FAILED, failure, new DefaultRequest<>(new DefaultRequestContext()),
				new DefaultResponse(instance));
	}

	private static CompletionContext<Object, ServiceInstance, Object> answered(ServiceInstance instance, String header,
			String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.add(header, value);
		return new CompletionContext<>(Status.SUCCESS, new DefaultRequest<>(new DefaultRequestContext()),
				new DefaultResponse(instance),
				new ResponseData(HttpStatus.OK, headers, new LinkedMultiValueMap<>(), null));
	}

	private static ServiceInstance instance(String id, int port) {
		return new DefaultServiceInstance(id, "a", "127.0.0.1", port, false);
	}

}
