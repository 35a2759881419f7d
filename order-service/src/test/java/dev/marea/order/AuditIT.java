package dev.marea.order;

import java.util.List;
import java.util.UUID;

import dev.marea.service.test.AuditLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Audit events of changes to orders.
 */
@OrderServiceTest
class AuditIT {

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private OrderLeases leases;

	@Autowired
	private RecoveryWorker worker;

	@LocalServerPort
	private int port;

	private AuditLog log;

	private OrderApi ana;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.ana = new OrderApi(this.port, "ana");
		this.log = new AuditLog();
	}

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	@Test
	void tells_who_ordered_and_who_cancelled() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.ana.cancel(order);
		assertThat(this.log.event("order.place")).containsEntry("event.outcome", "success")
			.containsEntry("user.id", "ana")
			.containsEntry("user.domain", "marea")
			.containsEntry("marea.target", "/orders/" + order)
			.containsEntry("marea.status", "CONFIRMED");
		assertThat(this.log.event("order.cancel")).containsEntry("event.outcome", "success")
			.containsEntry("user.id", "ana")
			.containsEntry("marea.target", "/orders/" + order);
	}

	@Test
	void tells_who_reached_for_the_order_of_another() {
		UUID order = this.ana.place("k2", OrderApi.TEAS).id();
		new OrderApi(this.port, "eva").cancel(order);
		assertThat(this.log.event("order.cancel")).containsEntry("event.outcome", "failure")
			.containsEntry("event.reason", "not-found")
			.containsEntry("user.id", "eva")
			.containsEntry("marea.target", "/orders/" + order);
	}

	@Test
	void tells_what_the_worker_finished_by_itself() {
		UUID order = this.leases.open(OrderApi.ANA, "k3", new OrderLines(List.of(OrderLine.of("CUP", 1)))).id();
		this.jdbc.sql("UPDATE orders SET lease_until = now() - interval '1 second'").update();
		this.worker.run();
		assertThat(this.log.event("order.recover")).containsEntry("event.outcome", "success")
			.containsEntry("user.id", "order-service")
			.containsEntry("marea.target", "/orders/" + order)
			.containsEntry("marea.status", "CONFIRMED");
	}

}
