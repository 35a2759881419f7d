package dev.marea.catalog;

import java.util.UUID;

import dev.marea.service.test.AuditLog;
import dev.marea.service.test.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Audit events of changes to products and stock.
 */
@CatalogTest
class AuditIT {

	@Autowired
	private Api api;

	private AuditLog log;

	@BeforeEach
	void listen() {
		this.log = new AuditLog();
	}

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	@Test
	void tells_who_created_changed_and_removed_a_product() {
		String product = "/products/AUD-001";
		this.api.create("AUD-001", 5);
		this.api.send("PUT", product, "{\"stock\":6,%s}".formatted(Api.details("Thing", "5.00")), "If-Match", "\"0\"");
		this.api.send("DELETE", product, "", "If-Match", "\"7\"");
		assertThat(this.log.event("product.create")).containsEntry("event.outcome", "success")
			.containsEntry("user.id", "tester")
			.containsEntry("marea.target", product);
		assertThat(this.log.event("product.change")).containsEntry("marea.target", product);
		assertThat(this.log.event("product.remove")).containsEntry("event.outcome", "failure")
			.containsEntry("event.reason", "precondition-failed");
	}

	@Test
	void tells_who_imported_how_many_products() {
		this.api.send("POST", "/products", "{\"sku\":\"AUD-002\"", "Content-Type", "application/x-ndjson");
		assertThat(this.log.event("product.import")).containsEntry("event.outcome", "failure")
			.doesNotContainKey("marea.imported");
	}

	@Test
	void tells_for_which_order_stock_was_reserved_and_given_back() {
		this.api.create("AUD-003", 5);
		UUID order = UUID.randomUUID();
		this.api.reserve(order, "AUD-003 2");
		this.api.cancel(order);
		assertThat(this.log.event("stock.reserve")).containsEntry("event.outcome", "success")
			.containsEntry("marea.target", "/reservations/" + order);
		assertThat(this.log.event("stock.give-back")).containsEntry("event.outcome", "success")
			.containsEntry("marea.target", "/reservations/" + order);
	}

	@Test
	void tells_whose_token_did_not_allow_it() {
		this.api.send("POST", "/products", Api.product("AUD-004", 1), "Authorization", TestTokens.bearer("eva"));
		assertThat(this.log.event("request")).containsEntry("event.outcome", "failure")
			.containsEntry("event.reason", "forbidden")
			.containsEntry("user.id", "eva");
	}

}
