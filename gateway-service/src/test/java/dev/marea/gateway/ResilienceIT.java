package dev.marea.gateway;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ResilienceIT extends GatewayFixture {

	@Test
	void gives_every_instance_an_equal_share() throws Exception {
		try (StubInstance catalog3 = new StubInstance("catalog-service-3")) {
			list("catalog-service", this.catalog1, this.catalog2, catalog3);
			Load load = new Load("GET", "/api/catalog/products").start(4);
			await().until(() -> catalog3.count() > 0);
			load.stop();
			this.catalog1.forget();
			this.catalog2.forget();
			catalog3.forget();
			load = new Load("GET", "/api/catalog/products").start(4);
			await().until(() -> catalog3.count() > 100);
			load.stop();
			List<Integer> shares = List.of(this.catalog1.count(), this.catalog2.count(), catalog3.count());
			assertThat(shares).allMatch((share) -> Math.abs(share - shares.getFirst()) <= 1);
		}
	}

	@Test
	void sends_requests_to_a_new_instance() throws Exception {
		Load load = new Load("GET", "/api/catalog/products").start(2);
		try (StubInstance catalog3 = new StubInstance("catalog-service-3")) {
			list("catalog-service", this.catalog1, this.catalog2, catalog3);
			await().until(() -> catalog3.count() > 0);
		}
		finally {
			load.stop();
		}
	}

	@Test
	void loses_no_read_when_an_instance_is_killed() throws Exception {
		Load load = new Load("GET", "/api/catalog/products").start(8);
		await().until(() -> this.catalog2.count() > 50);
		this.catalog2.kill();
		int before = this.catalog1.count();
		await().until(() -> this.catalog1.count() > before + 500);
		assertThat(load.stop()).isEmpty();
	}

	@Test
	void loses_nothing_of_eight_clients_when_an_instance_drains() throws Exception {
		AtomicInteger posts = new AtomicInteger();
		this.catalog1.answering((request) -> counted(posts, request));
		this.catalog2.answering((request) -> counted(posts, request));
		Load reads = new Load("GET", "/api/catalog/products").start(4);
		Load writes = new Load("POST", "/api/catalog/products").start(4);
		await().until(() -> this.catalog2.count() > 50);
		this.catalog2.drain();
		int draining = this.catalog1.count();
		await().until(() -> this.catalog1.count() > draining + 200);
		this.catalog2.close();
		int stopped = this.catalog1.count();
		await().until(() -> this.catalog1.count() > stopped + 500);
		assertThat(reads.stop()).isEmpty();
		assertThat(writes.stop()).isEmpty();
		assertThat(posts.get()).isEqualTo(writes.done());
	}

	/**
	 * Instances of earlier versions announce draining only by closing connections. They
	 * get requests until the discovery drops them. Requests that they refuse are retried.
	 */
	@Test
	void loses_nothing_of_an_instance_that_closes_connections_and_then_refuses_them() throws Exception {
		AtomicInteger posts = new AtomicInteger();
		this.catalog1.answering((request) -> counted(posts, request));
		this.catalog2.answering((request) -> {
			counted(posts, request);
			return Answer.of(200, Map.of("Content-Type", "application/json", "Connection", "close"), "{}");
		});
		Load reads = new Load("GET", "/api/catalog/products").start(4);
		Load writes = new Load("POST", "/api/catalog/products").start(4);
		int before = this.catalog2.count();
		await().until(() -> this.catalog2.count() > before + 100);
		list("catalog-service", this.catalog1);
		awaitSilence(this.catalog2);
		this.catalog2.close();
		list("catalog-service", this.catalog1, this.catalog2);
		int refusing = this.catalog1.count();
		await().until(() -> this.catalog1.count() > refusing + 500);
		assertThat(reads.stop()).isEmpty();
		assertThat(writes.stop()).isEmpty();
		assertThat(posts.get()).isEqualTo(writes.done());
	}

	/** Waits until an instance gets no request while the other one answers 200. */
	private void awaitSilence(StubInstance instance) {
		await().until(() -> {
			int silent = instance.count();
			int other = this.catalog1.count();
			await().until(() -> this.catalog1.count() > other + 200);
			return instance.count() == silent;
		});
	}

	@Test
	void keeps_an_instance_that_closes_connections() {
		this.catalog1.answering(
				(request) -> Answer.of(200, Map.of("Content-Type", "application/json", "Connection", "close"), "{}"));
		for (int i = 0; i < 20; i++) {
			assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
		}
		assertThat(this.catalog1.count()).isEqualTo(10);
	}

	@Test
	void sends_no_post_twice() {
		this.catalog1.answering((request) -> Answer.ok("{}").ending(End.RESET));
		this.catalog2.answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 1; i <= 5; i++) {
			assertProblem(send(request("POST", "/api/catalog/products", "{}").header("Authorization", token())), 502,
					"bad-gateway");
			assertThat(this.catalog1.count() + this.catalog2.count()).isEqualTo(i);
		}
	}

	@Test
	void makes_up_for_a_write_that_may_be_repeated() {
		this.catalog1.answering((request) -> Answer.ok("{}").ending(End.RESET));
		this.catalog2.answering((request) -> Answer.ok("{}"));
		for (int i = 0; i < 6; i++) {
			assertThat(
					send(request("PUT", "/api/catalog/products/A", "{}").header("Authorization", token())).statusCode())
				.isEqualTo(200);
		}
	}

	/** The retry of a conditional write that succeeded would get 412. */
	@ParameterizedTest
	@CsvSource({ "PUT, {}", "DELETE, ''" })
	void sends_no_conditional_write_twice(String method, String body) {
		this.catalog1.answering((request) -> Answer.ok("{}").ending(End.RESET));
		this.catalog2.answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 1; i <= 4; i++) {
			HttpResponse<String> response = send(
					request(method, "/api/catalog/products/A", body).header("Authorization", token())
						.header("If-Match", "\"7\""));
			assertProblem(response, 502, "bad-gateway");
			assertThat(response.body()).contains("may have been carried out");
			assertThat(this.catalog1.count() + this.catalog2.count()).isEqualTo(i);
		}
	}

	/**
	 * Without a bound, waiting requests would take the memory of requests that can be
	 * served.
	 */
	@Test
	void refuses_at_once_what_is_more_than_it_can_hold() throws Exception {
		CountDownLatch slow = new CountDownLatch(1);
		this.catalog1.answering((request) -> held(slow));
		this.catalog2.answering((request) -> held(slow));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> answers = IntStream.range(0, 500)
				.mapToObj((number) -> threads.submit(() -> get("/api/catalog/products")))
				.toList();
			// Some of the held requests may have timed out by then.
			HttpResponse<String> refused = await()
				.until(() -> answers.stream()
					.filter(Future::isDone)
					.map(Future::resultNow)
					.filter((answer) -> answer.statusCode() != 504)
					.findFirst(), Optional::isPresent)
				.orElseThrow();
			assertProblem(refused, 503, "overloaded");
			assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
			slow.countDown();
		}
		this.catalog1.answering((request) -> Answer.ok("{}"));
		this.catalog2.answering((request) -> Answer.ok("{}"));
		await().until(() -> get("/api/catalog/products").statusCode() == 200);
	}

	private static Answer held(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Answer.ok("{}");
	}

	@Test
	void says_that_a_service_is_away_and_when_to_try_again() {
		this.orders.kill();
		HttpResponse<String> response = send(request("POST", "/api/orders", "{}").header("Authorization", token()));
		assertProblem(response, 503, "order-unavailable");
		assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
		list("order-service");
		await().untilAsserted(() -> assertProblem(send(request("GET", "/api/orders").header("Authorization", token())),
				503, "order-unavailable"));
	}

	@Test
	void says_that_a_service_did_not_answer_in_time() {
		CountDownLatch silent = new CountDownLatch(1);
		this.orders.answering((request) -> held(silent));
		assertProblem(send(request("GET", "/api/orders").header("Authorization", token())), 504, "upstream-timeout");
		assertThat(this.orders.count()).isEqualTo(1);
		silent.countDown();
	}

	@Test
	void hands_on_that_an_instance_is_full_and_goes_on_asking_it() {
		this.orders.answering((request) -> Answer.of(503,
				Map.of("Connection", "close", "Retry-After", "1", "Content-Type", "application/problem+json"),
				"{\"type\":\"https://marea.dev/problems/overloaded\",\"status\":503,\"detail\":\"Full.\"}"));
		for (int i = 0; i < 3; i++) {
			HttpResponse<String> response = send(request("GET", "/api/orders").header("Authorization", token()));
			assertProblem(response, 503, "overloaded");
			assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
		}
		assertThat(this.orders.count()).isEqualTo(3);
	}

	private static Answer counted(AtomicInteger posts, StubInstance.Request request) {
		if (request.method().equals("POST")) {
			posts.incrementAndGet();
		}
		return Answer.ok("{}");
	}

	/**
	 * Clients that send one request after the other.
	 */
	private final class Load {

		private final String method;

		private final String path;

		private final AtomicBoolean stop = new AtomicBoolean();

		private final AtomicInteger done = new AtomicInteger();

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final List<Thread> clients = new ArrayList<>();

		Load(String method, String path) {
			this.method = method;
			this.path = path;
		}

		Load start(int count) {
			for (int i = 0; i < count; i++) {
				this.clients.add(Thread.ofVirtual().start(this::run));
			}
			return this;
		}

		private void run() {
			while (!this.stop.get()) {
				try {
					HttpResponse<String> response = send(
							request(this.method, this.path, this.method.equals("POST") ? "{}" : "")
								.header("Authorization", token()));
					if (response.statusCode() != 200) {
						this.failures.add(response.body());
					}
				}
				catch (RuntimeException ex) {
					this.failures.add(ex.toString());
				}
				this.done.incrementAndGet();
			}
		}

		int done() {
			return this.done.get();
		}

		Queue<String> stop() throws InterruptedException {
			this.stop.set(true);
			for (Thread client : this.clients) {
				client.join();
			}
			return this.failures;
		}

	}

}
