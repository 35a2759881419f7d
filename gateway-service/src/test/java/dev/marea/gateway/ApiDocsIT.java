package dev.marea.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ApiDocsIT extends GatewayFixture {

	private static final String CATALOG = """
			{"openapi":"3.1.0","security":[{"bearer":[]}],
			 "paths":{"/products/{sku}":{"get":{"operationId":"get","responses":{"200":{"content":{"application/json":
			   {"schema":{"$ref":"#/components/schemas/Product"}}}}}}},
			  "/reservations/{id}":{"put":{"operationId":"reserve","tags":["reservations"],"responses":{"200":{"content":
			   {"application/json":{"schema":{"$ref":"#/components/schemas/Reserved"}}}}}}}},
			 "tags":[{"name":"reservations"},{"name":"catalog","description":"Products"}],
			 "components":{"schemas":{"Product":{"properties":{"line":{"$ref":"#/components/schemas/Line"}}},
			  "Line":{"type":"object","title":"catalog's"},"Reserved":{"type":"object"}}}}""";

	private static final String ORDERS = """
			{"openapi":"3.1.0",
			 "paths":{"/orders/{id}":{"get":{"operationId":"get","responses":{"200":{"content":{"application/json":
			   {"schema":{"$ref":"#/components/schemas/Order"}}}}}}}},
			 "components":{"schemas":{"Product":{"type":"string"},"Line":{"type":"object","title":"orders'"},
			  "Order":{"properties":{"lines":{"items":{"$ref":"#/components/schemas/Line"}}}}}}}""";

	@Test
	void merges_what_the_services_publish() {
		this.catalog1.answering((request) -> Answer.ok(CATALOG));
		this.catalog2.answering((request) -> Answer.ok(CATALOG));
		this.orders.answering((request) -> Answer.ok(ORDERS));
		JsonNode docs = completeDocs();
		assertThat(docs.path("paths").propertyNames()).containsExactlyInAnyOrder("/auth/provider", "/auth/token",
				"/api/catalog/products/{sku}", "/api/orders/{id}");
		assertThat(docs.at("/paths/~1api~1catalog~1products~1{sku}/get/operationId").asString()).isEqualTo("get");
		assertThat(docs.at("/paths/~1api~1orders~1{id}/get/operationId").asString()).isEqualTo("order_get");
		assertThat(docs.at("/paths/~1api~1catalog~1products~1{sku}/get/security/0/bearer").isArray()).isTrue();
		assertThat(docs.at("/paths/~1api~1orders~1{id}/get/security")).as("a token is optional")
			.hasToString("[{},{\"bearer\":[]}]");
		assertThat(docs.at("/components/schemas").propertyNames()).containsExactlyInAnyOrder("Problem", "Product",
				"Line", "order_Line", "Order");
		assertThat(docs.path("tags").findValuesAsString("name")).containsExactly("catalog");
		assertThat(docs.at("/components/schemas/order_Line/title").asString()).isEqualTo("orders'");
		assertThat(docs.at("/components/schemas/Order/properties/lines/items/$ref").asString())
			.isEqualTo("#/components/schemas/order_Line");
		assertThat(docs.at("/paths/~1api~1orders~1{id}/get/responses/429/$ref").asString())
			.isEqualTo("#/components/responses/QuotaExceeded");
		assertThat(docs.at("/components/responses/QuotaExceeded/headers/Retry-After").isObject()).isTrue();
		for (String own : List.of("/paths/~1auth~1token/post", "/paths/~1api~1orders~1{id}/get")) {
			assertThat(docs.at(own + "/responses").propertyNames()).as(own)
				.contains("401", "408", "413", "414", "429", "431", "502", "503", "504");
		}
		assertThat(docs.at("/paths").findValues("$ref")).isNotEmpty()
			.allMatch((reference) -> docs.at(reference.asString().substring(1)).isObject());
		assertThat(docs.at("/info/description").asString()).doesNotContain("missing");
	}

	@Test
	void leaves_out_what_only_internal_operations_use() throws IOException {
		String catalog = Files.readString(Path.of("../catalog-service/src/main/resources/openapi.json"));
		String order = Files.readString(Path.of("../order-service/src/main/resources/openapi.json"));
		this.catalog1.answering((request) -> Answer.ok(catalog));
		this.catalog2.answering((request) -> Answer.ok(catalog));
		this.orders.answering((request) -> Answer.ok(order));
		JsonNode docs = completeDocs();
		assertThat(docs.at("/components/schemas").propertyNames())
			.contains("Product", "Order", "NewOrder", "Problem", "PageProduct")
			.doesNotContain("ReservationRequest", "Reserved", "Live", "LiveLine", "PageLive", "catalog_Problem",
					"order_Problem");
		assertThat(docs.path("tags").findValuesAsString("name")).contains("products", "orders")
			.doesNotContain("reservations");
		assertThat(docs.path("paths").propertyNames())
			.allMatch((path) -> path.startsWith("/api/") || path.startsWith("/auth/"));
		assertThat(docs.findValues("$ref")).isNotEmpty()
			.allMatch((reference) -> docs.at(reference.asString().substring(1)).isObject());
		assertThat(docs.at("/components/schemas/Problem/properties").propertyNames()).contains("errors")
			.doesNotContain("instance");
	}

	@Test
	void has_the_rest_where_a_service_is_away() {
		this.catalog1.answering((request) -> Answer.ok(CATALOG));
		this.catalog2.answering((request) -> Answer.ok(CATALOG));
		this.orders.kill();
		await().untilAsserted(
				() -> assertThat(docs().at("/info/description").asString()).contains("missing here: order-service"));
		assertThat(docs().path("paths").propertyNames()).contains("/api/catalog/products/{sku}")
			.doesNotContain("/api/orders/{id}");
	}

	@Test
	void survives_a_service_whose_document_is_none() {
		this.orders.answering((request) -> Answer.ok("<html>"));
		this.catalog1.answering((request) -> Answer.ok("[]"));
		this.catalog2.answering((request) -> Answer.ok("[]"));
		await().untilAsserted(() -> assertThat(docs().at("/info/description").asString())
			.contains("missing here: catalog-service, order-service"));
	}

	/** Waits for the end of an incomplete document of an earlier test. */
	private JsonNode completeDocs() {
		await().untilAsserted(() -> assertThat(docs().at("/info/description").asString()).doesNotContain("missing"));
		return docs();
	}

	private JsonNode docs() {
		return JsonMapper.shared().readTree(get("/v3/api-docs").body());
	}

}
