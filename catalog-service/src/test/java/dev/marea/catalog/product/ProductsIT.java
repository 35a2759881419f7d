package dev.marea.catalog.product;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import com.jayway.jsonpath.JsonPath;
import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.marea.catalog.Api.assertProblem;
import static dev.marea.catalog.Api.details;
import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class ProductsIT {

	@Autowired
	private Api api;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void creates_reads_changes_and_removes_a_product() {
		HttpResponse<String> created = this.api.send("POST", "/products", Api.product("LIFE-1", 7));
		assertThat(created.statusCode()).isEqualTo(201);
		assertThat(created.headers().firstValue("Location")).contains("/products/LIFE-1");
		assertThat(created.headers().firstValue("ETag")).contains("\"1\"");

		HttpResponse<String> read = this.api.get("/products/LIFE-1");
		assertThat(read.body()).isEqualTo(created.body()).isEqualTo("""
				{"sku":"LIFE-1","name":{"en":"Thing LIFE-1","es":"Thing LIFE-1"},\
				"description":{"en":"Of use","es":"Útil"},"category":"things",\
				"price":{"amount":"4.50","currency":"EUR"},"available":7,"version":1}""");

		HttpResponse<String> changed = this.api.send("PUT", "/products/LIFE-1",
				"{" + details("Better", "5.00") + ",\"stock\":9}", "If-Match", "\"1\"");
		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(changed.headers().firstValue("ETag")).contains("\"2\"");
		assertThat(changed.body()).contains("\"Better\"", "\"5.00\"", "\"available\":9", "\"version\":2");

		assertThat(this.api.send("DELETE", "/products/LIFE-1", "", "If-Match", "\"2\"").statusCode()).isEqualTo(204);
		assertProblem(this.api.get("/products/LIFE-1"), 404, "not-found");
		this.api.assertInvariants();
	}

	@Test
	void keeps_the_stock_where_a_change_does_not_name_it() {
		this.api.create("KEEP-1", 3);
		assertThat(
				this.api.send("PUT", "/products/KEEP-1", "{" + details("Kept", "1.00") + "}", "If-Match", "*").body())
			.contains("\"available\":3");
	}

	@Test
	void answers_in_full_whoever_has_the_tag_because_the_stock_moves_without_it() {
		this.api.create("TAG-1", 3);
		HttpRequest.Builder conditional = this.api.request("/products/TAG-1").header("If-None-Match", "\"1\"");
		assertThat(this.api.send(conditional).statusCode()).isEqualTo(200);
	}

	@Test
	void refuses_a_second_product_of_a_sku() {
		this.api.create("TWICE-1", 1);
		assertProblem(this.api.send("POST", "/products", Api.product("TWICE-1", 5)), 409, "product-exists");
		assertThat(this.api.available("TWICE-1")).isEqualTo(1);
	}

	@Test
	void refuses_another_currency() {
		String dollars = Api.product("USD-1", 1).replace("EUR", "USD");
		HttpResponse<String> answer = this.api.send("POST", "/products", dollars);
		assertProblem(answer, 422, "invalid-request");
		assertThat(answer.body()).contains("\"errors\":[{\"field\":\"price.currency\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "\"0\"|412", "W/\"1\"|412", "\"2\", \"3\"|412", "1|400",
			"\"1|400", "a, b|400", "\"0\", \"1\"|200" })
	void changes_only_the_version_that_was_meant(String ifMatch, int status) {
		String sku = "MATCH-" + Math.abs(ifMatch.hashCode());
		this.api.create(sku, 1);
		HttpResponse<String> answer = this.api.send("PUT", "/products/" + sku, "{" + details("New", "1.00") + "}",
				"If-Match", ifMatch);
		assertThat(answer.statusCode()).isEqualTo(status);
		if (status == 400) {
			assertThat(answer.body()).contains("\"errors\":[{\"field\":\"If-Match\"");
		}
		if (status != 200) {
			assertThat(this.api.get("/products/" + sku).body()).contains("\"version\":1");
			assertThat(this.api.send("DELETE", "/products/" + sku, "", "If-Match", ifMatch).statusCode())
				.isEqualTo(status);
		}
	}

	@Test
	void asks_for_the_version_that_is_meant() {
		this.api.create("COND-1", 1);
		assertProblem(this.api.send("PUT", "/products/COND-1", "{" + details("New", "1.00") + "}"), 428,
				"precondition-required");
		assertProblem(this.api.send("DELETE", "/products/COND-1", ""), 428, "precondition-required");
		assertProblem(this.api.send("DELETE", "/products/COND-2", ""), 404, "not-found");
		assertProblem(this.api.send("PUT", "/products/COND-2", "{" + details("New", "1.00") + "}"), 404, "not-found");
	}

	@Test
	void lets_one_of_many_changes_of_the_same_version_through() {
		this.api.create("RACE-1", 1);
		List<Integer> statuses = IntStream.range(0, 20)
			.parallel()
			.mapToObj((index) -> this.api
				.send("PUT", "/products/RACE-1", "{" + details("N" + index, "1.00") + "}", "If-Match", "\"1\"")
				.statusCode())
			.toList();
		assertThat(statuses).containsOnlyOnce(200);
		assertThat(statuses).filteredOn((status) -> status == 412).hasSize(19);
	}

	@Test
	void neither_removes_nor_takes_from_the_shelf_what_is_reserved() {
		this.api.create("HELD-1", 5);
		UUID order = UUID.randomUUID();
		this.api.reserve(order, "HELD-1 3");
		assertProblem(this.api.send("DELETE", "/products/HELD-1", "", "If-Match", "\"1\""), 409, "product-reserved");
		assertProblem(this.api.send("PUT", "/products/HELD-1", "{" + details("New", "1.00") + ",\"stock\":2}",
				"If-Match", "\"1\""), 409, "stock-reserved");
		assertThat(this.api.get("/products/HELD-1").body()).contains("\"available\":2", "\"version\":1", "Thing");
		this.api.cancel(order);
		assertThat(this.api.send("DELETE", "/products/HELD-1", "", "If-Match", "\"1\"").statusCode()).isEqualTo(204);
		this.api.assertInvariants();
	}

	@ParameterizedTest
	@CsvSource({ "'',100", "'',7", "category=coffee,2", "q=cafe,3", "q=CAFÉ%20grano,2" })
	void pages_hold_every_product_exactly_once(String filter, int limit) {
		List<String> skus = pages(filter, limit);
		assertThat(skus).doesNotHaveDuplicates()
			.isNotEmpty()
			.isEqualTo(pages(filter, 100))
			.hasSize(filter.isEmpty() ? products() : skus.size());
		if (!filter.startsWith("q=")) {
			assertThat(skus).isSorted();
		}
	}

	/** The SKUs of all pages in order. */
	private List<String> pages(String filter, int limit) {
		List<String> all = new ArrayList<>();
		String after = "";
		do {
			String page = this.api.get("/products?" + filter + "&limit=" + limit + "&after=" + after).body();
			List<String> skus = JsonPath.read(page, "$.items[*].sku");
			assertThat(skus).hasSizeLessThanOrEqualTo(limit);
			all.addAll(skus);
			after = page.contains("\"next\"") ? JsonPath.read(page, "$.next") : null;
		}
		while (after != null);
		return all;
	}

	private int products() {
		return this.jdbc.sql("SELECT count(*) FROM product").query(Integer.class).single();
	}

	@Test
	void lists_all_categories() {
		assertThat(JsonPath.<List<String>>read(this.api.get("/products/categories").body(), "$"))
			.contains("coffee", "tea")
			.isSorted()
			.doesNotHaveDuplicates();
	}

}
