package dev.marea.gateway;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a hanging service leaves permits for the other routes.
 */
@TestPropertySource(
		properties = { "marea.capacity.concurrency=8", "marea.capacity.queue=0", "marea.balance.response-timeout=60s" })
class BulkheadIT extends GatewayFixture {

	/** Three quarters of the concurrency. */
	private static final int PERMITS = 6;

	@Autowired
	private MeterRegistry meters;

	@Test
	void goes_on_with_other_routes_while_a_service_hangs() {
		CountDownLatch hanging = new CountDownLatch(1);
		this.catalog1.answering((request) -> held(hanging));
		this.catalog2.answering((request) -> held(hanging));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> answers = IntStream.range(0, PERMITS)
				.mapToObj((number) -> threads.submit(() -> get("/api/catalog/products")))
				.toList();
			await().until(() -> this.catalog1.count() + this.catalog2.count() == PERMITS);
			HttpResponse<String> refused = get("/api/catalog/products");
			assertProblem(refused, 503, "overloaded");
			assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
			assertThat(this.catalog1.count() + this.catalog2.count()).isEqualTo(PERMITS);
			assertThat(available()).isZero();
			assertThat(send(request("GET", "/api/orders").header("Authorization", token())).statusCode())
				.isEqualTo(200);
			hanging.countDown();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.get().statusCode()).isEqualTo(200));
		}
		await().untilAsserted(() -> assertThat(available()).isEqualTo(PERMITS));
		assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
	}

	/** Orders hang like this while the catalog hangs. */
	@Test
	void goes_on_with_the_storefront_while_every_service_hangs() {
		CountDownLatch hanging = new CountDownLatch(1);
		this.catalog1.answering((request) -> held(hanging));
		this.catalog2.answering((request) -> held(hanging));
		this.orders.answering((request) -> held(hanging));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> answers = IntStream.range(0, 2 * PERMITS)
				.mapToObj((number) -> threads
					.submit(() -> send(request("GET", (number % 2 == 0) ? "/api/catalog/products" : "/api/orders")
						.header("Authorization", token()))))
				.toList();
			await().until(() -> answers.stream().filter(Future::isDone).count() + this.catalog1.count()
					+ this.catalog2.count() + this.orders.count() == 2 * PERMITS);
			assertThat(get("/").statusCode()).isEqualTo(200);
			assertThat(answers).filteredOn(Future::isDone)
				.isNotEmpty()
				.allSatisfy((answer) -> assertProblem(answer.get(), 503, "overloaded"));
			hanging.countDown();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.get().statusCode()).isIn(200, 503));
		}
		await().untilAsserted(() -> assertThat(available()).isEqualTo(PERMITS));
	}

	@Test
	void gets_every_permit_back_however_an_answer_ends() {
		String large = "x".repeat(300_000);
		for (Answer answer : List.of(Answer.ok("{}"), Answer.ok(large), Answer.ok(large).ending(End.CHUNKED),
				Answer.ok("{}").ending(End.RESET))) {
			this.catalog1.answering((request) -> answer);
			this.catalog2.answering((request) -> answer);
			for (int call = 0; call < 2 * PERMITS; call++) {
				HttpResponse<String> response = send(
						request("POST", "/api/catalog/products", "{}").header("Authorization", token()));
				assertThat(response.statusCode()).isEqualTo((answer.end() == End.RESET) ? 502 : 200);
			}
			// The caller gets its answer shortly before the permit is returned.
			await().untilAsserted(() -> assertThat(available()).isEqualTo(PERMITS));
		}
	}

	private double available() {
		return this.meters.get("resilience4j.bulkhead.available.concurrent.calls")
			.tag("name", "catalog")
			.gauge()
			.value();
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

}
