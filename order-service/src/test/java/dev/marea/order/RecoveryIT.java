package dev.marea.order;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.service.tracing.LinkedTraces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Recovery of orders whose process ended between two steps.
 */
@OrderServiceTest
class RecoveryIT {

	private static final OrderLines LINES = new OrderLines(List.of(OrderLine.of("TEA-001", 2), OrderLine.of("CUP", 1)));

	private static final Map<String, Integer> QUANTITIES = Map.of("TEA-001", 2, "CUP", 1);

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private OrderLeases leases;

	@Autowired
	private Fulfilment fulfilment;

	@Autowired
	private LinkedTraces traces;

	@Autowired
	private Orders orders;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private OrderProperties properties;

	@Autowired
	private RecoveryWorker worker;

	@LocalServerPort
	private int port;

	private OrderApi ana;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.ana = new OrderApi(this.port, "ana");
	}

	@Test
	void confirms_an_order_that_was_only_written() {
		UUID order = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		leasesRunOut();
		this.worker.run();
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CONFIRMED");
		assertThat(this.catalog.isReserved(order)).isTrue();
	}

	@Test
	void confirms_an_order_whose_stock_was_reserved_already() {
		UUID order = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		this.catalog.reserve(order, QUANTITIES);
		leasesRunOut();
		this.worker.run();
		assertThat(this.ana.get("/orders/" + order).string("/total/amount")).isEqualTo("28.99");
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(998);
	}

	@Test
	void rejects_an_order_whose_stock_was_refused_already() {
		UUID order = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		this.catalog.setStock("CUP", 0);
		this.catalog.reserve(order, QUANTITIES);
		this.catalog.setStock("CUP", 5);
		leasesRunOut();
		this.worker.run();
		assertThat(this.ana.get("/orders/" + order).json().at("/rejection/short"))
			.hasToString("[{\"sku\":\"CUP\",\"requested\":1,\"available\":0}]");
		assertThat(this.catalog.reservations()).isZero();
	}

	@Test
	void lets_the_same_key_take_the_order_up() {
		UUID order = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		this.catalog.reserve(order, QUANTITIES);
		this.ana.place("k1", OrderApi.TEAS).assertProblem(409, "order-in-progress");
		leasesRunOut();
		OrderApi.Answer confirmed = this.ana.place("k1", OrderApi.TEAS);
		assertThat(confirmed.status()).isEqualTo(201);
		assertThat(confirmed.id()).isEqualTo(order);
		assertThat(confirmed.string("/status")).isEqualTo("CONFIRMED");
	}

	@Test
	void cancels_an_order_whose_cancellation_was_only_written() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.leases.cancel(OrderApi.ANA, order);
		leasesRunOut();
		this.worker.run();
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CANCELLED");
		assertThat(this.catalog.isReserved(order)).isFalse();
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(1000);
	}

	@Test
	void cancels_an_order_whose_stock_was_given_back_already() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.fulfilment.finish(this.leases.cancel(OrderApi.ANA, order).orElseThrow());
		this.jdbc.sql("UPDATE orders SET status = 'CANCELLING', lease_until = now()").update();
		this.worker.run();
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CANCELLED");
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(1000);
	}

	@Test
	void measures_the_age_of_the_oldest_pending_order_and_counts_takeovers() {
		double finished = takeovers("finished");
		double failed = takeovers("failed");
		this.leases.open(OrderApi.ANA, "k1", LINES);
		this.jdbc.sql("UPDATE orders SET placed_at = now() - interval '100 s'").update();
		leasesRunOut();
		this.catalog.failBefore = 503;
		this.worker.run();
		assertThat(this.meters.get("marea.orders.oldest.pending").gauge().value()).isBetween(100.0, 1000.0);
		assertThat(takeovers("failed")).isEqualTo(failed + 1);
		this.catalog.failBefore = 0;
		this.worker.run();
		assertThat(this.meters.get("marea.orders.oldest.pending").gauge().value()).isZero();
		assertThat(takeovers("finished")).isEqualTo(finished + 1);
	}

	private double takeovers(String outcome) {
		return this.meters.get("marea.orders.takeovers").tag("outcome", outcome).counter().count();
	}

	@Test
	void leaves_alone_what_is_leased() {
		UUID order = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		this.worker.run();
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("PENDING");
		assertThat(this.catalog.requests()).isEmpty();
	}

	@Test
	void finishes_each_order_once_however_many_workers_there_are() throws Exception {
		int orders = 60;
		IntStream.range(0, orders).forEach((index) -> this.leases.open(OrderApi.ANA, "k" + index, LINES));
		leasesRunOut();
		try (ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int replica = 0; replica < 6; replica++) {
				replicas.submit(new RecoveryWorker(this.orders, this.leases, this.fulfilment, this.traces, (event) -> {
				}, new SimpleMeterRegistry(), this.properties)::run);
			}
		}
		assertThat(this.ana.statuses()).hasSize(orders).containsOnly("CONFIRMED");
		assertThat(this.catalog.requests()).hasSize(orders).doesNotHaveDuplicates();
	}

	@Test
	void keeps_an_attempt_whose_lease_was_taken_over_from_writing_its_outcome() {
		UUID id = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		leasesRunOut();
		Order stale = this.leases.acquireAbandoned(1).getFirst();
		leasesRunOut();
		this.worker.run();
		this.ana.cancel(id);
		// This attempt finds the reservation cancelled and would reject the order.
		assertThatExceptionOfType(OptimisticLockingFailureException.class)
			.isThrownBy(() -> this.fulfilment.finish(stale));
		assertThat(this.ana.get("/orders/" + id).string("/status")).isEqualTo("CANCELLED");
		assertThat(this.catalog.reservations()).isZero();
	}

	@Test
	void keeps_an_attempt_whose_lease_was_taken_over_from_giving_up_the_lease() {
		UUID id = this.leases.open(OrderApi.ANA, "k1", LINES).id();
		leasesRunOut();
		Order stale = this.leases.acquireAbandoned(1).getFirst();
		leasesRunOut();
		this.leases.acquireAbandoned(1);
		this.catalog.failBefore = 503;
		assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> this.fulfilment.finish(stale));
		assertThat(this.leases.acquireAbandoned(1)).isEmpty();
		assertThat(this.ana.get("/orders/" + id).string("/status")).isEqualTo("PENDING");
	}

	@Test
	void leaves_a_catalog_in_trouble_alone_until_the_next_time() {
		IntStream.range(0, 3 * this.properties.workerBatch())
			.forEach((index) -> this.leases.open(OrderApi.ANA, "k" + index, LINES));
		leasesRunOut();
		this.catalog.failBefore = 503;
		this.worker.run();
		this.catalog.failBefore = 0;
		assertThat(this.ana.statuses()).containsOnly("PENDING");
		this.worker.run();
		assertThat(this.ana.statuses()).containsOnly("CONFIRMED");
	}

	private void leasesRunOut() {
		this.jdbc.sql("UPDATE orders SET lease_until = now() - interval '1 ms' WHERE lease_until IS NOT NULL").update();
	}

}
