package dev.marea.catalog;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import dev.marea.service.test.GeneratedOpenApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class OpenApiIT {

	@Autowired
	private Api api;

	private DocumentContext document;

	@BeforeEach
	void read() {
		this.document = JsonPath.parse(this.api.get("/v3/api-docs").body());
	}

	@Test
	void is_what_the_code_says() throws IOException {
		GeneratedOpenApi.assertCurrent(this.document.jsonString(), this.api.get(GeneratedOpenApi.PATH).body());
	}

	@Test
	void names_every_operation() {
		Map<String, Map<String, Object>> paths = this.document.read("$.paths");
		assertThat(paths).containsOnlyKeys("/products", "/products/{sku}", "/products/categories",
				"/reservations/{orderId}", "/reservations", "/work");
		assertThat(paths.get("/products")).containsOnlyKeys("get", "post");
		assertThat(paths.get("/products/{sku}")).containsOnlyKeys("get", "put", "delete");
		assertThat(paths.get("/reservations/{orderId}")).containsOnlyKeys("put", "delete");
	}

	@Test
	void names_the_methods_of_Allow() {
		Map<String, Map<String, Object>> paths = this.document.read("$.paths");
		paths.forEach((path, operations) -> {
			HttpResponse<String> answer = this.api.send("PATCH",
					path.replace("{sku}", "TEA-001").replace("{orderId}", UUID.randomUUID().toString()), "{}");
			Api.assertProblem(answer, 405, "method-not-allowed");
			Set<String> allowed = new TreeSet<>(Set.of("OPTIONS"));
			operations.keySet().forEach((method) -> allowed.add(method.toUpperCase(Locale.ROOT)));
			if (allowed.contains("GET")) {
				allowed.add("HEAD");
			}
			assertThat(answer.headers().allValues("Allow")).as(path)
				.singleElement()
				.extracting((allow) -> Set.of(allow.split(",\\s*")))
				.isEqualTo(allowed);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/products", "/products/categories", "/products/TEA-001", "/work" })
	void answers_OPTIONS_without_a_token_where_GET_needs_none(String path) {
		HttpResponse<String> answer = this.api.sendWithoutToken("OPTIONS", path);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET", "OPTIONS");
		Api.assertProblem(this.api.sendWithoutToken("PATCH", path), 401, "unauthorized");
	}

	@Test
	void shows_how_to_create_and_how_to_import() {
		Map<String, Object> bodies = this.document.read("$.paths['/products'].post.requestBody.content");
		assertThat(bodies).containsOnlyKeys("application/json", "text/csv", "application/x-ndjson");
		assertThat(this.<Map<String, Object>>at("$.paths['/products'].post.responses")).containsKeys("200", "201",
				"400", "401", "403", "409", "413", "415", "422", "503");
	}

	@Test
	void names_operations_so_that_clients_can_be_generated() {
		assertThat(this.<List<String>>at("$.paths.*.*.operationId")).doesNotHaveDuplicates()
			.containsExactlyInAnyOrder("listProducts", "createProducts", "getProduct", "changeProduct", "removeProduct",
					"listCategories", "reserve", "cancelReservation", "listReservations", "work");
		assertThat(this.<Map<String, Object>>at("$.paths['/products'].post")).doesNotContainKey("parameters");
	}

	@Test
	void says_that_money_is_a_decimal_string() {
		assertThat(this.<String>at("$.components.schemas.Money.properties.amount.type")).isEqualTo("string");
		assertThat(this.<Map<String, Object>>at("$.components.schemas.Product.properties")).containsOnlyKeys("sku",
				"name", "description", "category", "price", "available", "version");
	}

	@Test
	void says_that_errors_are_problems_and_who_needs_a_token() {
		assertThat(this.<Set<String>>at("$.paths['/products/{sku}'].get.responses.keys()"))
			.contains("200", "404", "503")
			.doesNotContain("401");
		assertThat(this.<Set<String>>at("$.paths['/products/{sku}'].put.responses.keys()")).contains("200", "401",
				"404", "409", "412", "428");
		assertThat(this.<String>at(
				"$.paths['/products/{sku}'].put.responses.412.content['application/problem+json'].schema['$ref']"))
			.isEqualTo("#/components/schemas/Problem");
		assertThat(this.<List<Object>>at("$.paths['/reservations'].get.security")).isNotEmpty();
	}

	private <T> T at(String path) {
		return this.document.read(path);
	}

}
