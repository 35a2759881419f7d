package dev.marea.catalog.productimport;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.marea.catalog.Api.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class ImportIT {

	private static final String HEADER = "sku,category,name_en,name_es,description_en,description_es,price,currency,stock\n";

	private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

	@Autowired
	private Api api;

	@Autowired
	private JdbcClient jdbc;

	@AfterEach
	void the_books_are_right() {
		this.api.assertInvariants();
	}

	@Test
	void imports_csv() {
		HttpResponse<String> answer = csv(HEADER + row("CSV-1", "4.50", "7")
				+ "\n\nCSV-2,things,\"Rope, 10 m\",\"Cabo, \"\"grueso\"\"\",Of use,Útil,12.00,EUR,0\r\n");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"imported\":2}");
		assertThat(this.api.available("CSV-1")).isEqualTo(7);
		assertThat(this.api.get("/products/CSV-2").body()).contains("Rope, 10 m", "Cabo, \\\"grueso\\\"", "Útil",
				"\"available\":0", "\"version\":1");
	}

	@Test
	void imports_json_lines() {
		HttpResponse<String> answer = jsonLines(Api.product("JL-1", 3) + "\r\n\n" + Api.product("JL-2", 4));
		assertThat(answer.body()).isEqualTo("{\"imported\":2}");
		assertThat(this.api.available("JL-1")).isEqualTo(3);
		assertThat(this.api.available("JL-2")).isEqualTo(4);
	}

	@Test
	void names_the_bad_lines_of_csv_and_imports_nothing() {
		long before = products();
		HttpResponse<String> answer = csv(HEADER + row("BADCSV-1", "4.50", "7") + "\n" + row("bad", "4.50", "7")
				+ "\n\n" + row("BADCSV-3", "4,50", "7") + "\n" + row("BADCSV-4", "4.50", "many") + "\n"
				+ "BADCSV-5,too,few\n" + row("BADCSV-1", "4.50", "7") + "\n" + row("COF-001", "4.50", "7"));
		assertProblem(answer, 422, "invalid-request");
		assertThat(answer.body()).contains("\"lines\":[{\"line\":3,\"detail\":\"sku must be", "{\"line\":5,\"detail\":",
				"{\"line\":6,\"detail\":\"stock must be", "{\"line\":7,\"detail\":\"has 3 fields",
				"{\"line\":8,\"detail\":\"sku BADCSV-1 is on line 2 too",
				"{\"line\":9,\"detail\":\"sku COF-001 exists already");
		assertThat(Api.count(answer, "\"line\":")).isEqualTo(6);
		assertThat(products()).isEqualTo(before);
	}

	@Test
	void names_the_bad_lines_of_json_and_imports_nothing() {
		long before = products();
		HttpResponse<String> answer = jsonLines(String.join("\n", Api.product("BADJL-1", 1), "{", "7",
				Api.product("BADJL-4", -1), Api.product("BADJL-5", 1).replace("\"stock\":1", "\"stock\":\"1\""),
				Api.product("BADJL-6", 1).replace("\"stock\"", "\"shop\""),
				Api.product("BADJL-7", 1).replace("EUR", "USD"), "null", "", "{}"));
		assertProblem(answer, 422, "invalid-request");
		for (int line : new int[] { 2, 3, 4, 5, 6, 7, 8, 10 }) {
			assertThat(answer.body()).contains("{\"line\":" + line + ",");
		}
		assertThat(answer.body()).doesNotContain("\"line\":1,", "\"line\":9,");
		assertThat(products()).isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "sku,category", HEADER,
			"sku,category,name_en,name_es,description_en,description_es,price,currency,sku\n",
			HEADER + "\"open,things,A,B,C,D,1.00,EUR,1", HEADER + "\"CLOSED\"x,things,A,B,C,D,1.00,EUR,1",
			HEADER + "NUL-1,things,A\u0000,B,C,D,1.00,EUR,1", HEADER + "NL-1,things,\"A\nB\",B,C,D,1.00,EUR,1" })
	void refuses_what_is_no_catalogue(String csv) {
		assertProblem(csv(csv), 422, "invalid-request");
	}

	@Test
	void says_on_which_line_the_bytes_are_no_utf_8() {
		byte[] body = (HEADER + row("UTF-1", "4.50", "7") + "\n" + row("UTF-2", "4.50", "7"))
			.replace("Of use", "\u00fasado")
			.getBytes(StandardCharsets.ISO_8859_1);
		HttpResponse<String> answer = this.api.send(this.api.request("/products")
			.header("Content-Type", "text/csv")
			.POST(BodyPublishers.ofByteArray(body)));
		assertProblem(answer, 422, "invalid-request");
		assertThat(answer.body()).contains("{\"line\":2,\"detail\":\"is not UTF-8\"}");
	}

	@Test
	void refuses_another_charset_or_media_type() {
		assertProblem(this.api.send("POST", "/products", HEADER, "Content-Type", "text/csv;charset=ISO-8859-1"), 415,
				"unsupported-media-type");
		assertProblem(this.api.send("POST", "/products", HEADER, "Content-Type", "text/plain"), 415,
				"unsupported-media-type");
	}

	@Test
	void takes_five_megabytes_and_no_more() {
		String text = "x".repeat(900);
		String rows = IntStream.range(0, 2500)
			.mapToObj((index) -> "BIG-%d,things,A,B,%s,%s,1.00,EUR,1".formatted(index, text, text))
			.collect(Collectors.joining("\n"));
		assertThat(csv(HEADER + rows).body()).isEqualTo("{\"imported\":2500}");
		assertProblem(csv(HEADER + rows + rows), 413, "content-too-large");
		this.jdbc
			.sql("WITH gone AS (DELETE FROM stock WHERE sku LIKE 'BIG-%' RETURNING sku, on_hand) "
					+ "INSERT INTO stock_movement (sku, kind, on_hand) SELECT sku, 'REMOVED', -on_hand FROM gone")
			.update();
		this.jdbc.sql("DELETE FROM product WHERE sku LIKE 'BIG-%'").update();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/csv", "application/x-ndjson" })
	void refuses_2_450_000_short_lines_and_goes_on(String type) {
		HttpResponse<String> answer = this.api.send("POST", "/products", HEADER + "7\n".repeat(2_450_000),
				"Content-Type", type);
		assertProblem(answer, 413, "content-too-large");
		assertThat(answer.body()).contains("50000 lines");
		assertThat(this.api.get("/products?limit=1").statusCode()).isEqualTo(200);
	}

	@Test
	void lists_a_hundred_bad_lines_and_counts_all() {
		HttpResponse<String> answer = csv(HEADER + "few,fields\n".repeat(2000));
		assertProblem(answer, 422, "invalid-request");
		assertThat(answer.body()).contains("2000 lines are bad");
		assertThat(Api.count(answer, "\"line\":")).isEqualTo(100);
	}

	@Test
	void keeps_no_more_files_in_memory_than_it_may() {
		List<Integer> statuses = IntStream.range(0, 12)
			.mapToObj((index) -> CompletableFuture
				.supplyAsync(() -> csv(HEADER + "few,fields\n".repeat(40_000)).statusCode(), THREADS))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
		assertThat(statuses).isSubsetOf(422, 503).contains(422);
		assertThat(csv(HEADER + "few,fields\n").statusCode()).isEqualTo(422);
	}

	@Test
	void two_imports_of_the_same_products_at_once_do_it_once() {
		String rows = IntStream.range(0, 200)
			.mapToObj((index) -> row("SAME-" + index, "1.00", "1"))
			.collect(Collectors.joining("\n"));
		assertThat(IntStream.range(0, 4).parallel().mapToObj((index) -> csv(HEADER + rows).statusCode()).toList())
			.containsOnlyOnce(200)
			.isSubsetOf(200, 409, 422, 503);
	}

	private long products() {
		return this.jdbc.sql("SELECT count(*) FROM product").query(Long.class).single();
	}

	private HttpResponse<String> csv(String body) {
		return this.api.send("POST", "/products", body, "Content-Type", "text/csv");
	}

	private HttpResponse<String> jsonLines(String body) {
		return this.api.send("POST", "/products", body, "Content-Type", "application/x-ndjson");
	}

	private static String row(String sku, String price, String stock) {
		return "%s,things,Thing,Cosa,Of use,Útil,\"%s\",EUR,%s".formatted(sku, price, stock);
	}

}
