package dev.marea.order;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.marea.order.OrderApi.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Answers and orders while the catalog's circuit breaker is open or its bulkhead is full.
 */
@OrderServiceTest
@TestPropertySource(properties = { "marea.orders.catalog-timeout=20s", "marea.balance.response-timeout=20s",
		"resilience4j.circuitbreaker.instances.catalog.sliding-window-size=60",
		"resilience4j.circuitbreaker.instances.catalog.minimum-number-of-calls=5",
		"resilience4j.circuitbreaker.instances.catalog.wait-duration-in-open-state=5s",
		"resilience4j.circuitbreaker.instances.catalog.permitted-number-of-calls-in-half-open-state=2",
		"resilience4j.bulkhead.instances.catalog.max-concurrent-calls=2",
		"resilience4j.bulkhead.instances.catalog.max-wait-duration=0" })
@DirtiesContext
class CatalogBreakerIT {

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private RecoveryWorker worker;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@Autowired
	private MeterRegistry meters;

	@LocalServerPort
	private int port;

	private OrderApi ana;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.breakers.circuitBreaker("catalog").reset();
		this.ana = new OrderApi(this.port, "ana");
	}

	@Test
	void leaves_a_catalog_alone_that_gives_no_answer_and_confirms_all_orders_later() {
		this.catalog.failBefore = 504;
		for (int order = 0; order < 5; order++) {
			this.ana.place("k" + order, OrderApi.TEAS).assertProblem(503, "catalog-unavailable");
		}
		assertThat(state("open")).isOne();
		int arrived = this.catalog.arrived();
		Answer refused = this.ana.place("open", OrderApi.TEAS);
		refused.assertProblem(503, "catalog-unavailable");
		assertThat(refused.header("Retry-After")).isEqualTo("1");
		assertThat(this.catalog.arrived()).isEqualTo(arrived);
		assertThat(this.ana.statuses()).hasSize(6).containsOnly("PENDING");
		this.catalog.failBefore = 0;
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			this.worker.run();
			assertThat(this.ana.statuses()).hasSize(6).containsOnly("CONFIRMED");
		});
		assertThat(this.catalog.reservations()).isEqualTo(6);
		assertThat(state("closed")).isOne();
	}

	@Test
	void goes_on_asking_a_catalog_that_fails_single_requests() {
		this.catalog.failBefore = 500;
		for (int order = 0; order < 10; order++) {
			this.ana.place("k" + order, OrderApi.TEAS).assertProblem(503, "catalog-unavailable");
		}
		this.catalog.failBefore = 0;
		assertThat(this.ana.place("k0", OrderApi.TEAS).string("/status")).isEqualTo("CONFIRMED");
	}

	@Test
	void sends_no_more_calls_at_once_than_the_bulkhead_holds() {
		this.catalog.gate = new CountDownLatch(1);
		CompletableFuture<Answer> first = this.ana.placeAsync("k1", OrderApi.TEAS);
		CompletableFuture<Answer> second = this.ana.placeAsync("k2", OrderApi.TEAS);
		await().until(() -> this.catalog.requests().size() == 2);
		this.ana.place("k3", OrderApi.TEAS).assertProblem(503, "catalog-unavailable");
		assertThat(this.catalog.requests()).hasSize(2);
		assertThat(this.ana.statuses()).hasSize(3);
		this.catalog.gate.countDown();
		assertThat(first.join().string("/status")).isEqualTo("CONFIRMED");
		assertThat(second.join().string("/status")).isEqualTo("CONFIRMED");
		assertThat(this.ana.place("k3", OrderApi.TEAS).string("/status")).isEqualTo("CONFIRMED");
		assertThat(this.breakers.circuitBreaker("catalog").getMetrics().getNumberOfFailedCalls()).isZero();
		assertThat(this.meters.get("resilience4j.bulkhead.max.allowed.concurrent.calls")
			.tag("name", "catalog")
			.gauge()
			.value()).isEqualTo(2);
	}

	private double state(String state) {
		return this.meters.get("resilience4j.circuitbreaker.state")
			.tags("name", "catalog", "state", state)
			.gauge()
			.value();
	}

}
