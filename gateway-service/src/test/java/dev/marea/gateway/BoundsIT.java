package dev.marea.gateway;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.Request;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the bounds on requests to the gateway and on requests to services work
 * together.
 */
@TestPropertySource(properties = { "marea.capacity.concurrency=600", "marea.capacity.queue=0",
		"resilience4j.bulkhead.instances.catalog.max-concurrent-calls=600",
		"resilience4j.bulkhead.instances.routes.max-concurrent-calls=600", "marea.balance.response-timeout=60s" })
class BoundsIT extends GatewayFixture {

	private static final int REQUESTS = 600;

	private final CountDownLatch held = new CountDownLatch(1);

	@Test
	void has_a_connection_for_every_request_that_it_lets_in() {
		this.catalog1.answering(this::hold);
		this.catalog2.answering(this::hold);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> answers = IntStream.range(0, REQUESTS)
				.mapToObj((number) -> threads.submit(() -> get("/api/catalog/products")))
				.toList();
			await().until(() -> this.catalog1.count() + this.catalog2.count() == REQUESTS
					|| answers.stream().anyMatch(Future::isDone));
			this.held.countDown();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.get().statusCode()).isEqualTo(200));
		}
	}

	private Answer hold(Request request) {
		try {
			this.held.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Answer.ok("{}");
	}

}
