package dev.marea.order;

import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.marea.service.test.Contract;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The stub answers as the catalog does. In catalog-service, {@code OrderContractIT}
 * verifies the catalog against the same contract.
 */
class StubCatalogTests {

	@AutoClose
	private final StubCatalog catalog = new StubCatalog();

	@ParameterizedTest
	@MethodSource("interactions")
	void answers_as_the_catalog_does(Contract.Interaction interaction) {
		interaction.verify(this.catalog.url(), "Bearer token",
				Map.of("a product", this::product, "an order that requested stock", this::request,
						"an order that was cancelled", this::cancel, "the catalog cannot reach its database",
						(none) -> this.catalog.databaseOutage = true));
	}

	static Stream<Contract.Interaction> interactions() {
		return Contract.read("order-service-catalog-service").interactions().stream();
	}

	private void product(JsonNode params) {
		this.catalog.offer(params.get("sku").asString(), params.get("amount").asString(),
				params.get("available").asInt());
	}

	private void request(JsonNode params) {
		this.catalog.reserve(order(params), Map.of(params.get("sku").asString(), params.get("quantity").asInt()));
	}

	private void cancel(JsonNode params) {
		this.catalog.cancel(order(params));
	}

	private static UUID order(JsonNode params) {
		return UUID.fromString(params.get("order").asString());
	}

}
