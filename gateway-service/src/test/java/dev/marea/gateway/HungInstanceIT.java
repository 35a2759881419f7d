package dev.marea.gateway;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Uses an instance that accepts connections and answers nothing, like a stopped process.
 * Its requests time out only after the test, so a probe must eject it.
 */
@TestPropertySource(properties = "marea.balance.response-timeout=120s")
class HungInstanceIT extends GatewayFixture {

	@Autowired
	private MeterRegistry meters;

	@Test
	void sends_nothing_more_to_an_instance_that_hangs_and_uses_it_again_when_it_answers() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		this.catalog1.answering((request) -> held(hanging));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> answers = IntStream.range(0, 4)
				.mapToObj((number) -> threads.submit(() -> get("/api/catalog/products")))
				.toList();
			await().until(() -> instances() == 1);
			for (int i = 0; i < 50; i++) {
				assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
			}
			hanging.countDown();
			for (Future<HttpResponse<String>> answer : answers) {
				assertThat(answer.get().statusCode()).isEqualTo(200);
			}
		}
		await().until(() -> instances() == 2);
		this.catalog1.forget();
		for (int i = 0; i < 10; i++) {
			get("/api/catalog/products");
		}
		assertThat(this.catalog1.count()).isEqualTo(5);
	}

	private double instances() {
		return this.meters.get("marea.balance.instances").tag("service", "catalog-service").gauge().value();
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
