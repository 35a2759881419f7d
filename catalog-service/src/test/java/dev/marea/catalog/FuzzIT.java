package dev.marea.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bad input to every endpoint: always 4xx with a problem detail, and nothing changes.
 */
@CatalogTest
class FuzzIT {

	private static final String PRODUCT = Api.product("FUZZ-1", 5);

	private static final String CHANGE = "{" + Api.details("Fuzzed", "1.00") + ",\"stock\":5}";

	private static final String LINES = "{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":1}]}";

	/** Values of wrong types, too long, too large, or not valid text. */
	private static final List<String> BAD_VALUES = List.of("null", "true", "[]", "{}", "[[[[1]]]]", "\"\"", "\" \"",
			"-1", "0.5", "1e400", "-1e-400", "99999999999999999999999", "9".repeat(2000), "NaN", "\"\\u0000\"",
			"\"\\ud800\"", "\"a\\nb\"", "\"" + "x".repeat(1001) + "\"", "\"" + "x".repeat(100_000) + "\"", "'x'",
			"undefined", "\"unclosed", "", "[".repeat(2000), "{\"en\":1}", "{\"en\":\"a\"}",
			"{\"en\":\"a\",\"es\":\"b\",\"fr\":\"c\"}", "{\"amount\":1.00,\"currency\":\"EUR\"}",
			"{\"amount\":\"1.00\"}", "{\"amount\":\"-1.00\",\"currency\":\"EUR\"}",
			"{\"amount\":\"1.001\",\"currency\":\"EUR\"}", "{\"amount\":\"1.00\",\"currency\":\"eur\"}",
			"[{\"sku\":\"TEA-001\",\"quantity\":0}]", "[{\"sku\":\"TEA-001\",\"quantity\":-5}]",
			"[{\"sku\":\"TEA-001\",\"quantity\":1000000000000}]", "[{\"sku\":\"tea 001\",\"quantity\":1}]",
			"[{\"sku\":\"TEA-001\",\"quantity\":1},{\"sku\":\"TEA-001\",\"quantity\":1}]", "[null]",
			"[{\"sku\":\"TEA-\\u0000\",\"quantity\":1}]");

	/** Valid names that are no valid SKU, category or amount. */
	private static final List<String> TEXTS = List.of("\"-1\"", "\"1e999999999\"", "\"0x1\"", "\"١٢.٠٠\"",
			"\"<script>\"", "\"1,00\"", "\"12345678901.00\"", "\"1\"");

	private static final List<String> BAD_TEXTS = List.of("%00", "a%00b", "%ff", "%c3%28", "%ed%a0%80", "%f8%88%80",
			"x".repeat(101), "%0d%0aX:%20y", "%7f", "%zz", "%", "%1", "%c0%ae");

	@Autowired
	private Api api;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private Environment environment;

	private String before = "";

	@BeforeEach
	void look() {
		this.before = state();
	}

	@AfterEach
	void nothing_changed() {
		assertThat(state()).isEqualTo(this.before);
		this.api.assertInvariants();
	}

	@Test
	void bad_values_in_any_place_of_a_body() {
		for (String bad : BAD_VALUES) {
			for (String field : List.of("sku", "name", "description", "category", "price", "stock", "en", "es",
					"amount", "currency")) {
				refused("POST", "/products", with(PRODUCT, field, bad));
			}
			for (String field : List.of("name", "description", "category", "price", "es", "amount")) {
				refused("PUT", "/products/COF-001", with(CHANGE, field, bad), "If-Match", "*");
			}
			for (String field : List.of("lines", "sku", "quantity")) {
				refused("PUT", "/reservations/" + UUID.randomUUID(), with(LINES, field, bad));
			}
			refused("POST", "/products", bad);
			refused("PUT", "/products/COF-001", bad, "If-Match", "*");
			refused("PUT", "/reservations/" + UUID.randomUUID(), bad);
		}
	}

	@Test
	void texts_in_places_of_numbers_and_codes() {
		for (String text : TEXTS) {
			for (String field : List.of("category", "stock", "amount", "currency")) {
				refused("POST", "/products", with(PRODUCT, field, text));
				refused("PUT", "/products/COF-001", with(CHANGE, field, text), "If-Match", "*");
			}
			refused("PUT", "/reservations/" + UUID.randomUUID(), with(LINES, "quantity", text));
		}
	}

	@Test
	void unknown_and_repeated_fields() {
		for (String extra : List.of("\"other\":1", "\"version\":1", "\"available\":1", "\"stock\":1,\"stock\":2",
				"\"__proto__\":{}", "\"\":0")) {
			refused("POST", "/products", "{" + extra + "," + PRODUCT.substring(1));
			refused("PUT", "/products/COF-001", "{" + extra + "," + CHANGE.substring(1), "If-Match", "*");
			refused("PUT", "/reservations/" + UUID.randomUUID(), "{" + extra + "," + LINES.substring(1));
		}
		refused("PUT", "/reservations/" + UUID.randomUUID(), LINES.replace("\"quantity\"", "\"price\":1,\"quantity\""));
	}

	@Test
	void bodies_that_are_cut_or_garbled_anywhere() {
		Random random = new Random(7);
		for (String body : List.of(PRODUCT, CHANGE, LINES)) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			for (int round = 0; round < 100; round++) {
				byte[] garbled = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
				refusedBytes(body, garbled);
				byte[] broken = bytes.clone();
				broken[random.nextInt(broken.length)] = (byte) (0x80 + random.nextInt(0x80));
				refusedBytes(body, broken);
			}
		}
	}

	@Test
	void bodies_of_a_megabyte() {
		String large = "{\"sku\":\"" + "x".repeat(1_000_000) + "\"}";
		assertThat(refused("POST", "/products", large).statusCode()).isEqualTo(413);
		assertThat(refused("PUT", "/products/COF-001", large, "If-Match", "*").statusCode()).isEqualTo(413);
		assertThat(refused("PUT", "/reservations/" + UUID.randomUUID(), large).statusCode()).isEqualTo(413);
		refused("POST", "/products", large, "Content-Type", "text/csv");
		refused("POST", "/products", large, "Content-Type", "application/x-ndjson");
		refused("POST", "/products", "[".repeat(1_000_000), "Content-Type", "application/x-ndjson");
		refused("POST", "/products", "\"\n".repeat(500_000), "Content-Type", "text/csv");
	}

	@Test
	void media_types_that_are_none_or_not_meant() {
		for (String type : List.of("text/plain", "application/xml", "multipart/form-data",
				"multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "*/*", "json", "a/b/c", ";",
				"application/json;charset=nope", "text/csv;charset=nope", "application/json;charset=UTF-16BE")) {
			refused("POST", "/products", "%zz=" + PRODUCT, "Content-Type", type);
			refused("PUT", "/products/COF-001", "%zz=1", "Content-Type", type, "If-Match", "*");
			refused("PUT", "/reservations/" + UUID.randomUUID(), "%zz=1", "Content-Type", type);
		}
		refused("GET", "/products", "", "Accept", "application/xml");
		refused("GET", "/products", "", "Accept", "nonsense");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "\"", "\"1", "''", "\"1\" \"2\"", "W/", "W/\"1\"", "\"-1\"", "\"é\"", "\"0\"",
			"\"99999999999999999999\"", "*, \"1\"", ",", "\"a\tb\"" })
	void bad_conditions(String ifMatch) {
		if (ifMatch.chars().allMatch((character) -> character < 0x80 && character != '\t')) {
			refused("PUT", "/products/COF-001", CHANGE, "If-Match", ifMatch);
			refused("DELETE", "/products/COF-001", "", "If-Match", ifMatch);
		}
		String tag = new String(ifMatch.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		refusedRaw("DELETE /products/COF-001 HTTP/1.1", "If-Match: " + tag);
	}

	@Test
	void bad_queries() {
		for (String bad : BAD_TEXTS) {
			for (String parameter : List.of("q", "category", "after", "limit")) {
				refusedRaw("GET /products?" + parameter + "=" + bad + " HTTP/1.1");
			}
			refusedRaw("GET /reservations?after=" + bad + " HTTP/1.1");
			refusedRaw("GET /reservations?limit=" + bad + " HTTP/1.1");
			refusedRaw("GET /work?cpu=" + bad + " HTTP/1.1");
			refusedRaw("GET /work?wait=" + bad + " HTTP/1.1");
		}
		for (String limit : List.of("0", "-1", "101", "2147483648", "1e1", "1.0", "many", "%2B")) {
			refusedRaw("GET /products?limit=" + limit + " HTTP/1.1");
		}
		for (String query : List.of("after=tea-001", "after=TEA_001", "after=-", "after=TEA-001~", "after=~1",
				"after=TEA-001~x", "after=TEA-001~12345678", "q=te&after=TEA-001~-1", "category=Tea", "category=a/b")) {
			refusedRaw("GET /products?" + query + " HTTP/1.1");
		}
		for (String query : List.of("after=x", "after=1-1-1", "limit=0", "limit=1001")) {
			refusedRaw("GET /reservations?" + query + " HTTP/1.1");
		}
		for (String query : List.of("cpu=251ms", "wait=2001ms", "cpu=-1ms", "wait=-2s", "cpu=1y", "cpu=ms",
				"wait=99999999999999999999s", "wait=9223372036854775807d", "cpu=P1D")) {
			refusedRaw("GET /work?" + query + " HTTP/1.1");
		}
	}

	@Test
	void bad_paths_and_methods() {
		for (String bad : BAD_TEXTS) {
			refusedRaw("GET /products/" + bad + " HTTP/1.1");
			refusedRaw("DELETE /products/" + bad + " HTTP/1.1", "If-Match: *");
			refusedRaw("DELETE /reservations/" + bad + " HTTP/1.1");
		}
		for (String path : List.of("/products/tea-001", "/products/TEA-001/x", "/products/..", "/products/..;/x",
				"//products", "/products/-A", "/products/" + "A".repeat(41), "/products/" + "A".repeat(20_000),
				"/nowhere", "/reservations/1/2", "/error", "/products/%2e%2e/x", "/products/NONE-1")) {
			refusedRaw("GET " + path + " HTTP/1.1");
			refusedRaw("DELETE " + path + " HTTP/1.1", "If-Match: *");
		}
		for (String method : List.of("PATCH", "POST", "TRACE", "FOO", "get")) {
			refusedRaw(method + " /products/COF-001 HTTP/1.1");
			refusedRaw(method + " /reservations/" + UUID.randomUUID() + " HTTP/1.1");
		}
		refusedRaw("PUT /products HTTP/1.1");
		refusedRaw("DELETE /products HTTP/1.1");
		refusedRaw("POST /products/categories HTTP/1.1");
		refusedRaw("DELETE /products/categories HTTP/1.1");
		refusedRaw("GET /products?q=<a> HTTP/1.1");
		refusedRaw("GET /products HTTP/1.1", "Authorization: Bearer \u0001");
	}

	private void refusedBytes(String endpoint, byte[] body) {
		URI path = URI.create(endpoint.equals(PRODUCT) ? "/products"
				: endpoint.equals(CHANGE) ? "/products/COF-001" : "/reservations/" + UUID.randomUUID());
		assertRefused(
				this.api.send(this.api.request(path.toString())
					.header("Content-Type", "application/json")
					.header("If-Match", "*")
					.method(endpoint.equals(PRODUCT) ? "POST" : "PUT", BodyPublishers.ofByteArray(body))),
				new String(body, StandardCharsets.ISO_8859_1));
	}

	private HttpResponse<String> refused(String method, String path, String body, String... headers) {
		HttpResponse<String> answer = this.api.send(method, path, body, headers);
		assertRefused(answer, method + " " + path + " " + String.join(",", headers) + " " + body);
		return answer;
	}

	private static void assertRefused(HttpResponse<String> answer, String request) {
		String what = "%s -> %d %s".formatted(request.substring(0, Math.min(500, request.length())),
				answer.statusCode(), answer.body());
		assertThat(answer.statusCode()).as(what).isBetween(400, 499);
		assertThat(answer.headers().firstValue("Content-Type").orElse("")).as(what)
			.startsWith("application/problem+json");
		assertThat(answer.body()).as(what).contains("\"type\":\"https://marea.dev/problems/");
	}

	/** Uses a socket, because HTTP clients do not send such requests. */
	private void refusedRaw(String requestLine, String... headers) {
		String answer = raw(requestLine, headers);
		String what = requestLine.substring(0, Math.min(200, requestLine.length())) + " -> " + answer;
		assertThat(answer).as(what)
			.matches("(?s)HTTP/1.1 (4\\d\\d|501).*")
			.containsIgnoringCase("Content-Type: application/problem+json")
			.contains("https://marea.dev/problems/");
	}

	private String raw(String requestLine, String... headers) {
		List<String> lines = new ArrayList<>(List.of(requestLine, "Host: localhost", "Connection: close"));
		if (String.join("", headers).indexOf("Authorization") < 0) {
			lines.add("Authorization: " + this.api.authorization());
		}
		lines.addAll(List.of(headers));
		try (Socket socket = new Socket("localhost",
				this.environment.getRequiredProperty("local.server.port", Integer.class))) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream()
				.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
			InputStream answer = socket.getInputStream();
			return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new AssertionError(requestLine, ex);
		}
	}

	/** Replaces the value of the first field of this name. */
	private static String with(String json, String field, String value) {
		String[] parts = json.split("\"" + field + "\":", 2);
		if (parts.length < 2) {
			throw new IllegalArgumentException(field);
		}
		return parts[0] + "\"" + field + "\":" + value + rest(parts[1]);
	}

	/** The text after its leading JSON value. */
	private static String rest(String text) {
		int depth = 0;
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			if (depth == 0 && (character == ',' || character == '}' || character == ']')) {
				return text.substring(index);
			}
			depth += (character == '{' || character == '[') ? 1 : (character == '}' || character == ']') ? -1 : 0;
		}
		throw new IllegalArgumentException(text);
	}

	private String state() {
		return this.jdbc.sql("""
				SELECT concat_ws(' ',
				    (SELECT md5(string_agg(p::text, '' ORDER BY sku)) FROM product p),
				    (SELECT md5(string_agg(s::text, '' ORDER BY sku)) FROM stock s),
				    (SELECT count(*) FROM stock_movement), (SELECT count(*) FROM reservation),
				    (SELECT count(*) FROM reservation_line))
				""").query(String.class).single();
	}

}
