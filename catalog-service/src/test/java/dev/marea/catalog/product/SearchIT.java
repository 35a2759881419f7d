package dev.marea.catalog.product;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class SearchIT {

	@Autowired
	private Api api;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private PlatformTransactionManager transactions;

	@ParameterizedTest
	@ValueSource(strings = { "té", "te", "TÉ", "tea" })
	void finds_tea_before_all_that_only_mentions_it(String q) {
		String page = search(q, "&limit=10");
		assertThat(JsonPath.<List<String>>read(page, "$.items[*].category")).hasSize(10).containsOnly("tea");
		assertThat(JsonPath.<String>read(page, "$.items[0].sku")).isEqualTo("TEA-001");
	}

	@ParameterizedTest
	@CsvSource({ "anchovy,FSH-003", "tazas,CER-001", "lantern,HOM-001", "faroles,HOM-001", "lightho,CER-002",
			"bosun's,SAI-012", "moby-dick,BOK-001", "SANTOÑA,FSH-003", "rosa de los vientos,CER-008",
			"soap on a rope,SOA-003" })
	void finds_words_in_any_form_and_the_last_one_by_its_beginning(String q, String sku) {
		assertThat(skus(search(q, "&limit=100"))).contains(sku);
	}

	@ParameterizedTest
	@CsvSource({ "ceramics,ceramics", "cerámica,ceramics", "libros,books", "tinned fish,tinned-fish",
			"navegacion,sailing" })
	void finds_all_of_a_category(String q, String category) {
		List<String> all = skus(this.api.get("/products?limit=100&category=" + category).body());
		assertThat(skus(search(q, "&limit=100"))).containsAll(all);
		assertThat(skus(search(q, "&limit=100&category=" + category))).containsExactlyInAnyOrderElementsOf(all);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'", "''", "\\", "'\\", "&", "|", "!", "!tea", ":*", "tea:*", "<->", "<b>", "(", "))", "%",
			"_", "tea & !tea", "' & '", "\uD83C\uDF0A", "\u202Etea", "a b c d e f g h i j k l m n o p q r s t u v" })
	void takes_everything_for_text(String q) {
		assertThat(search(q, "")).contains("\"items\":");
	}

	@Test
	void goes_on_behind_a_product_that_was_removed_meanwhile() {
		for (int number = 1; number <= 6; number++) {
			this.api.create("WRECK-" + number, 1);
		}
		List<String> found = new ArrayList<>();
		String page = search("thing wreck", "&limit=2");
		while (page.contains("\"next\"")) {
			found.addAll(skus(page));
			this.api.send("DELETE", "/products/" + found.getLast(), "", "If-Match", "*");
			page = search("thing wreck", "&limit=2&after=" + JsonPath.<String>read(page, "$.next"));
		}
		found.addAll(skus(page));
		assertThat(found).doesNotHaveDuplicates().hasSize(6);
		found.forEach((sku) -> this.api.send("DELETE", "/products/" + sku, "", "If-Match", "*"));
	}

	@Test
	void goes_on_behind_a_sku_without_a_rank() {
		List<String> all = skus(search("cafe", "&limit=100"));
		assertThat(skus(search("cafe", "&limit=100&after=" + all.get(2)))).isEqualTo(all.subList(3, all.size()));
	}

	/** The planner scans small tables; the test turns sequential scans off. */
	@Test
	void searches_by_the_indexes() {
		String plan = new TransactionTemplate(this.transactions).execute((transaction) -> {
			this.jdbc.sql("SET LOCAL enable_seqscan = off").update();
			return String.join("\n",
					this.jdbc.sql("EXPLAIN " + ProductListing.SEARCH)
						.param("exact", "'tea'")
						.param("typed", "'tea':*")
						.param("category", "")
						.param("rank", null, Types.INTEGER)
						.param("after", "")
						.param("limit", 20)
						.query(String.class)
						.list());
		});
		assertThat(plan).contains("product_search_en", "product_search_es");
	}

	private String search(String q, String more) {
		return this.api.get("/products?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8) + more).body();
	}

	private static List<String> skus(String page) {
		return JsonPath.read(page, "$.items[*].sku");
	}

}
