package dev.marea.catalog.invariant;

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
