package dev.marea.order;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@OrderServiceTest
class InvariantsIT {

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	private OrderApi ana;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.ana = new OrderApi(this.port, "ana");
	}

	@Test
	void hold_for_orders_at_every_end() {
		this.catalog.pageSize = 2;
		for (int order = 0; order < 5; order++) {
			this.ana.place("k" + order, OrderApi.TEAS);
		}
		this.ana.cancel(this.ana.place("cancelled", OrderApi.TEAS).id());
		this.catalog.setStock("CUP", 0);
		this.ana.place("rejected", OrderApi.TEAS);
		JsonNode found = invariants();
		assertThat(found.at("/invariants")).hasToString("{\"none-overdue\":true,\"one-order-per-key\":true,"
				+ "\"reserved-if-confirmed\":true,\"totals-are-sums\":true}");
		assertThat(found.at("/violations")).isEmpty();
	}

	@Test
	void tell_of_a_confirmed_order_without_a_reservation() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.catalog.forget(order);
		assertViolated("reserved-if-confirmed", "Order " + order + " is CONFIRMED, but nothing is reserved for it");
	}

	@Test
	void tell_of_a_reservation_that_no_order_has_or_should_have() {
		UUID unknown = UUID.randomUUID();
		this.catalog.reserve(unknown, Map.of("CUP", 1));
		assertViolated("reserved-if-confirmed", "Stock is reserved for order " + unknown + ", which is unknown");
		this.catalog.forget(unknown);
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.jdbc.sql("UPDATE orders SET status = 'CANCELLED'").update();
		assertViolated("reserved-if-confirmed", "Stock is reserved for order " + order + ", which is CANCELLED");
	}

	@Test
	void allow_an_unfinished_order_either() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.jdbc.sql("UPDATE orders SET status = 'CANCELLING', lease_until = now()").update();
		assertThat(invariants().at("/violations")).isEmpty();
		this.catalog.forget(order);
		assertThat(invariants().at("/violations")).isEmpty();
	}

	@Test
	void tell_of_an_order_that_nobody_finishes() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.jdbc.sql("UPDATE orders SET status = 'CANCELLING', lease_until = now() - interval '2 hours'").update();
		assertViolated("none-overdue", "Order " + order + " is CANCELLING, and its lease ran out at ");
	}

	@Test
	void tell_of_a_total_that_is_not_the_sum() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.jdbc.sql("UPDATE orders SET total_amount = 28.98").update();
		assertViolated("totals-are-sums", "Order " + order + " costs 28.98 EUR, but its lines cost 28.99");
		this.jdbc.sql("UPDATE orders SET total_amount = 28.99, total_currency = 'USD'").update();
		assertViolated("totals-are-sums", "Order " + order + " costs 28.99 USD, but its lines cost 28.99");
	}

	@Test
	void tell_of_a_key_that_made_two_orders() {
		this.ana.place("k1", OrderApi.TEAS);
		this.ana.place("k2", OrderApi.TEAS);
		this.jdbc.sql("ALTER TABLE orders DROP CONSTRAINT one_order_per_key").update();
		try {
			this.jdbc.sql("UPDATE orders SET idempotency_key = 'k1'").update();
			assertViolated("one-order-per-key", "Key k1 of ana at marea made 2 orders");
		}
		finally {
			this.jdbc.sql("TRUNCATE orders").update();
			this.jdbc.sql("ALTER TABLE orders ADD CONSTRAINT one_order_per_key UNIQUE (issuer, owner, idempotency_key)")
				.update();
		}
	}

	/** Uses more than one page of each list, with ids from the whole range. */
	@Test
	void are_found_violated_anywhere_among_many_orders() {
		this.jdbc
			.sql("""
					INSERT INTO orders (id, owner, idempotency_key, fingerprint, status, lines, total_amount, total_currency,
					                    placed_at, version)
					SELECT gen_random_uuid(), 'owner ' || number % 10, 'key ' || number, 'none', 'CONFIRMED',
					       '[{"sku":"CUP","quantity":1,"unitPrice":{"amount":"3.99","currency":"EUR"}}]', 3.99, 'EUR', now(), 1
					FROM generate_series(1, 21000) number
					""")
			.update();
		List<UUID> orders = this.jdbc.sql("SELECT id FROM orders ORDER BY id").query(UUID.class).list();
		orders.forEach(this.catalog::hold);
		assertThat(invariants().at("/violations")).isEmpty();

		List<UUID> lost = List.of(orders.getFirst(), orders.get(999), orders.get(1000), orders.get(10_500),
				orders.getLast());
		lost.forEach(this.catalog::forget);
		List<UUID> needless = List.of(new UUID(0, 1), UUID.fromString("7fffffff-ffff-ffff-ffff-ffffffffffff"),
				UUID.fromString("80000000-0000-0000-0000-000000000000"), new UUID(-1, -2));
		needless.forEach(this.catalog::hold);
		List<UUID> wrong = List.of(orders.get(1), orders.get(9999), orders.get(10_000), orders.get(20_998));
		wrong
			.forEach((order) -> this.jdbc.sql("UPDATE orders SET total_amount = 4 WHERE id = ?").param(order).update());
		JsonNode found = invariants();
		assertThat(found.at("/violations")).extracting(JsonNode::asString)
			.extracting((violation) -> violation.replaceAll(".*?([0-9a-f-]{36}).*", "$1"))
			.containsExactlyInAnyOrderElementsOf(
					Stream.of(lost, needless, wrong).flatMap(List::stream).map(UUID::toString).toList());
	}

	@Test
	void tell_of_a_hundred_violations_at_most() {
		for (int order = 0; order < 2500; order++) {
			this.catalog.hold(UUID.randomUUID());
		}
		assertThat(invariants().at("/violations")).hasSize(100);
	}

	@Test
	void say_nothing_of_what_takes_the_catalog_while_it_is_away() {
		this.ana.place("k1", OrderApi.TEAS);
		this.jdbc.sql("UPDATE orders SET status = 'CANCELLING', lease_until = now() - interval '2 hours'").update();
		this.catalog.failBefore = 503;
		JsonNode found = invariants();
		assertThat(found.at("/invariants")).hasToString("{\"one-order-per-key\":true,\"totals-are-sums\":true}");
		assertThat(found.at("/violations")).isEmpty();
	}

	@Test
	void raise_no_false_alarm_while_orders_come_and_go() {
		this.catalog.pageSize = 3;
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger placed = new AtomicInteger();
		try (ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int customer = 0; customer < 8; customer++) {
				OrderApi orders = new OrderApi(this.port, "customer-" + customer);
				customers.submit(() -> {
					while (!over.get()) {
						UUID order = orders.place("k" + placed.incrementAndGet(), OrderApi.TEAS).id();
						if (placed.get() % 3 > 0) {
							orders.cancel(order);
						}
					}
				});
			}
			try {
				for (int check = 0; check < 30; check++) {
					JsonNode found = invariants();
					assertThat(found.at("/violations")).as("check %s", check).isEmpty();
					assertThat(found.at("/invariants/reserved-if-confirmed").asBoolean(false)).isTrue();
				}
			}
			finally {
				over.set(true);
			}
		}
		assertThat(placed.get()).isGreaterThan(30);
	}

	private void assertViolated(String invariant, String sentence) {
		JsonNode found = invariants();
		found.at("/invariants")
			.properties()
			.forEach((entry) -> assertThat(entry.getValue().asBoolean()).as(entry.getKey())
				.isEqualTo(!entry.getKey().equals(invariant)));
		assertThat(found.at("/violations")).singleElement()
			.satisfies((violation) -> assertThat(violation.asString()).startsWith(sentence));
	}

	private JsonNode invariants() {
		return new OrderApi(this.managementPort, "nobody").get("/actuator/invariants").json();
	}

}
