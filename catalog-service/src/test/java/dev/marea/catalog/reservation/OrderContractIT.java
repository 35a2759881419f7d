package dev.marea.catalog.reservation;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import dev.marea.service.test.Contract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The catalog answers as order-service needs it. {@code OutageIT} verifies the
 * interactions of an outage. In order-service, {@code CatalogContractTests} verifies its
 * client and its stub of the catalog against the same file.
 */
@CatalogTest
class OrderContractIT {

	/** Name of the contract's file. */
	private static final String CONTRACT = "order-service-catalog-service";

	/** State that this test cannot prepare. */
	private static final String OUTAGE = "the catalog cannot reach its database";

	@Autowired
	private Api api;

	@ParameterizedTest
	@MethodSource("interactions")
	void answers_as_orders_need_it(Contract.Interaction interaction) {
		interaction.verify(this.api.origin(), this.api.authorization(), states());
		this.api.assertInvariants();
	}

	static Stream<Contract.Interaction> interactions() {
		return Contract.read(CONTRACT).without(OUTAGE);
	}

	private Map<String, Consumer<JsonNode>> states() {
		return Map.of("a product", this::product, "an order that requested stock", this::request,
				"an order that was cancelled", this::cancel);
	}

	/** Creates the product, or changes its stock. */
	private void product(JsonNode params) {
		String sku = params.get("sku").asString();
		int stock = params.get("available").asInt();
		assertThat(params.get("currency").asString()).isEqualTo("EUR");
		String details = Api.details("Thing " + sku, params.get("amount").asString());
		HttpResponse<String> created = this.api.send("POST", "/products",
				"{\"sku\":\"%s\",\"stock\":%d,%s}".formatted(sku, stock, details));
		if (created.statusCode() != 201) {
			HttpResponse<String> changed = this.api.send("PUT", "/products/" + sku,
					"{\"stock\":%d,%s}".formatted(stock, details), "If-Match", "*");
			assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
		}
	}

	private void request(JsonNode params) {
		this.api.reserve(order(params), params.get("sku").asString() + " " + params.get("quantity").asInt());
	}

	private void cancel(JsonNode params) {
		this.api.cancel(order(params));
	}

	private static UUID order(JsonNode params) {
		return UUID.fromString(params.get("order").asString());
	}

}
