package dev.marea.catalog.invariant;

import java.util.List;
import java.util.UUID;

import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class InvariantsIT {

	@Autowired
	private Api api;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private InvariantsEndpoint endpoint;

	@Autowired
	private PlatformTransactionManager transactions;

	@Test
	void all_hold_and_say_so() {
		assertThat(this.api.management("/actuator/invariants")).isEqualTo("""
				{"invariants":{"ledger-sums":true,"stock-never-negative":true,"reserved-equals-reservations":true,\
				"each-reservation-in-ledger":true},"violations":[]}""");
	}

	@Test
	void finds_what_is_wrong_with_the_first_and_the_last_of_many_orders() {
		String sku = "MANY-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase();
		this.api.create(sku, 25_000);
		new TransactionTemplate(this.transactions).executeWithoutResult((transaction) -> {
			for (String statement : List.of(
					"CREATE TEMP TABLE many ON COMMIT DROP AS SELECT gen_random_uuid() AS id FROM generate_series(1, 21000)",
					"INSERT INTO reservation (order_id, status) SELECT id, 'LIVE' FROM many",
					"INSERT INTO reservation_line (order_id, sku, quantity, available) SELECT id, '%s', 1, 1 FROM many",
					"INSERT INTO stock_movement (order_id, sku, kind, reserved) SELECT id, '%s', 'RESERVED', 1 FROM many",
					"UPDATE stock SET reserved = 21000 WHERE sku = '%s'")) {
				this.jdbc.sql(statement.formatted(sku)).update();
			}
			assertThat(this.endpoint.check().violations()).isEmpty();
			List<UUID> orders = this.jdbc.sql("SELECT id FROM many ORDER BY id").query(UUID.class).list();
			List<UUID> damaged = List.of(orders.getFirst(), orders.get(10_000), orders.getLast());
			damaged.forEach((order) -> this.jdbc.sql("UPDATE stock_movement SET reserved = 2 WHERE order_id = ?")
				.param(order)
				.update());
			assertThat(this.endpoint.check().violations())
				.filteredOn((violation) -> violation.contains("the ledger says 2"))
				.extracting((violation) -> violation.replaceAll(".*?([0-9a-f-]{36}).*", "$1"))
				.containsExactlyElementsOf(damaged.stream().map(UUID::toString).toList());
			transaction.setRollbackOnly();
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"UPDATE stock SET on_hand = on_hand + 1 WHERE sku = '%s'|ledger-sums|has 11 on hand and 4 reserved",
			"DELETE FROM stock_movement WHERE sku = '%s'|ledger-sums|its ledger says 0 and 0",
			"UPDATE stock SET reserved = 5 WHERE sku = '%s'|reserved-equals-reservations|has 5 reserved",
			"UPDATE reservation_line SET quantity = 3 WHERE sku = '%s'|each-reservation-in-ledger|holds 3 of", """
					UPDATE reservation SET status = 'CANCELLED' FROM reservation_line l \
					WHERE l.order_id = reservation.order_id AND l.sku = '%s'|each-reservation-in-ledger|holds 0 of""" })
	void finds_what_is_wrong(String damage, String invariant, String violation) {
		String sku = "DAMAGED-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase();
		this.api.create(sku, 10);
		this.api.reserve(UUID.randomUUID(), sku + " 4");
		new TransactionTemplate(this.transactions).executeWithoutResult((transaction) -> {
			this.jdbc.sql(damage.formatted(sku)).update();
			InvariantsEndpoint.Invariants found = this.endpoint.check();
			assertThat(found.invariants()).containsEntry(invariant, false);
			assertThat(found.violations())
				.anyMatch((sentence) -> sentence.contains(sku) && sentence.contains(violation));
			transaction.setRollbackOnly();
		});
		this.api.assertInvariants();
	}

}
