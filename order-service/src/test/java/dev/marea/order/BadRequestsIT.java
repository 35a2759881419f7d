package dev.marea.order;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marea.order.OrderApi.Answer;
import dev.marea.service.test.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every bad request gets a 4xx problem detail and changes nothing.
 */
@OrderServiceTest
class BadRequestsIT {

	private static final String LINE = "{\"sku\":\"TEA-001\",\"quantity\":1}";

	private static final String TOKENS = " {}[]:,\"\\0123456789-+.eEtruefalsnN\u0000\n";

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	private OrderApi ana;

	private UUID existing;

	private String before;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.ana = new OrderApi(this.port, "ana");
		this.existing = this.ana.place("existing", OrderApi.TEAS).id();
		this.before = everything();
	}

	@AfterEach
	void nothing_changed() {
		assertThat(everything()).isEqualTo(this.before);
		assertThat(this.catalog.requests()).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void refuses_a_bad_body(String description, byte[] body) {
		Answer answer = post("k1", "application/json", body);
		assertRefused(answer);
		assertThat(answer.status()).isIn(400, 413, 422);
	}

	static Stream<Arguments> bodies() {
		List<String> texts = new ArrayList<>(List.of("", " ", "null", "true", "1", "\"x\"", "[]", "{}", "{",
				"{\"lines\"", "{\"lines\":null}", "{\"lines\":{}}", "{\"lines\":\"TEA-001\"}", "{\"lines\":[]}",
				"{\"lines\":[null]}", "{\"lines\":[1]}", "{\"lines\":[[]]}", "{\"lines\":[{}]}",
				"{\"lines\":[" + LINE + "],\"x\":1}", "{\"lines\":[" + LINE + "]} x",
				"{\"lines\":[" + LINE + "," + LINE + "]}", "{\"lines\":[" + LINE + "],\"lines\":[" + LINE + "]}",
				"{'lines':[" + LINE + "]}", "{\"lines\":[" + LINE + ",]}", "{\"Lines\":[" + LINE + "]}"));
		for (String quantity : List.of("null", "0", "-1", "101", "1.5", "1e-2", "1e3", "1e9999999999", "1e999999999",
				"-1e-999999999", "99999999999999999999", "2147483648", "9".repeat(2000), "\"1\"", "\"\"", "true", "[]",
				"[1]", "{}", "NaN", "Infinity", "0x10", "01", "+1")) {
			texts.add("{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":" + quantity + "}]}");
		}
		for (String sku : List.of("null", "\"\"", "\" \"", "\"tea-001\"", "\"-TEA\"", "\"TEA 001\"", "\"TEA\\u0000\"",
				"\"\\u0000\"", "\"TEA-001\\n\"", "\"\\ud800\"", "\"TÉ\"", "\"'; DROP TABLE orders; --\"", "\"../TEA\"",
				"\"" + "A".repeat(41) + "\"", "\"" + "A".repeat(100_000) + "\"", "7", "1.5", "true", "[]", "{}")) {
			texts.add("{\"lines\":[{\"sku\":" + sku + ",\"quantity\":1}]}");
		}
		texts.add("{\"lines\":[{\"sku\":\"TEA-001\"}]}");
		texts.add("{\"lines\":[{\"quantity\":1}]}");
		texts.add("{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":1,\"unitPrice\":{\"amount\":\"0.01\"}}]}");
		texts.add("{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":1,\"quantity\":2}]}");
		texts.add("{\"lines\":["
				+ String.join(",",
						IntStream.range(0, 21).mapToObj((i) -> "{\"sku\":\"A" + i + "\",\"quantity\":1}").toList())
				+ "]}");
		texts.add("[".repeat(100_000));
		texts.add("{\"lines\":".repeat(20_000));
		Stream<byte[]> broken = Stream.of(bytes(0xC3, 0x28), bytes(0xFF, 0xFE), bytes(0x00), bytes(0xED, 0xA0, 0x80),
				bytes(0xEF, 0xBB, 0xBF), inString(0xC3), inString(0xFF), inString(0xF5, 0x80, 0x80, 0x80),
				inString(0x00), megabyte('['), megabyte(' '), megabyte('7'), megabyte(0), megabyte(0xFF), inMegabyte(),
				"{\"lines\":[]}".getBytes(StandardCharsets.UTF_16), LINE.getBytes(StandardCharsets.UTF_32));
		return Stream.concat(texts.stream().map((text) -> text.getBytes(StandardCharsets.UTF_8)), broken)
			.map((body) -> Arguments.of(describe(body), body));
	}

	@Test
	void refuses_or_accepts_whatever_a_valid_body_mutates_into() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		byte[] valid = ("{\"lines\":[" + LINE + "]}").getBytes(StandardCharsets.UTF_8);
		int accepted = 0;
		for (int round = 0; round < 400; round++) {
			byte[] body = mutate(valid, random);
			Answer answer = post("fuzz-" + round, "application/json", body);
			String description = "seed " + seed + ", round " + round + ": " + describe(body);
			assertThat(answer.status()).as(description).isIn(201, 400, 413, 422);
			if (answer.status() == 201) {
				accepted++;
			}
			else {
				assertRefused(answer);
			}
		}
		assertThat(this.jdbc.sql("SELECT count(*) FROM orders").query(Integer.class).single()).isEqualTo(1 + accepted);
		this.catalog.reset();
		reset();
	}

	@Test
	void answers_a_caller_that_sends_all_of_a_large_body_before_it_reads() throws IOException {
		String answer = raw("POST /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
				+ TestTokens.bearer("ana") + "\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n"
				+ "Content-Length: 12000000\r\n\r\n" + "x".repeat(12_000_000));
		assertThat(answer).startsWith("HTTP/1.1 413").contains("problems/content-too-large");
	}

	@ParameterizedTest
	@MethodSource("keys")
	void refuses_a_bad_key(String description, String headers) throws IOException {
		String body = "{\"lines\":[" + LINE + "]}";
		String answer = raw("POST /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
				+ TestTokens.bearer("ana") + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
				+ "\r\n" + headers + "\r\n" + body);
		assertThat(answer).startsWith("HTTP/1.1 400").contains("Content-Type: application/problem+json");
	}

	static Stream<Arguments> keys() {
		return Stream
			.of("", "Idempotency-Key:\r\n", "Idempotency-Key:    \r\n", "Idempotency-Key: " + "k".repeat(101) + "\r\n",
					"Idempotency-Key: " + "k".repeat(7000) + "\r\n", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n",
					"Idempotency-Key: a\r\nidempotency-key: a\r\n", "Idempotency-Key: caf\u00e9\r\n",
					"Idempotency-Key: a\u0000b\r\n", "Idempotency-Key: a\tb\r\n", "Idempotency-Key: a\u007fb\r\n")
			.map((headers) -> Arguments.of(describe(headers.getBytes(StandardCharsets.UTF_8)), headers));
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=-1", "limit=101", "limit=abc", "limit=1.5", "limit=1e1", "limit=NaN",
			"limit=99999999999999999999", "limit=%00", "limit=1%00", "limit=%EF%BC%91%EF%BC%92%EF%BC%93", "after=",
			"after=1", "after=null", "after=%00", "after=1-1-1-1-1", "after=%FF%FE", "after='%20OR%201=1",
			"after=01a20939-d54a-78be-92eb-f10c8659192d%00", "after=01a20939d54a78be92ebf10c8659192d",
			"after=01A20939-D54A-78BE-92EB-F10C8659192D", "after=%", "limit=%ZZ" })
	void refuses_a_bad_page(String query) throws IOException {
		String answer = raw("GET /orders?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Authorization: " + TestTokens.bearer("ana") + "\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400").contains("Content-Type: application/problem+json");
	}

	@ParameterizedTest
	@CsvSource({ "limit=0, limit", "limit=101, limit", "limit=many, limit", "after=many, after" })
	void names_the_parameter_that_is_not_valid(String query, String parameter) {
		Answer answer = this.ana.get("/orders?" + query);
		answer.assertProblem(400, "invalid-request");
		assertThat(answer.json().path("errors")).hasSize(1);
		assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(parameter);
		assertThat(answer.json().at("/errors/0/detail").asString()).isNotBlank();
		assertThat(answer.text()).doesNotContain("many", "Validation failure");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"lines":[]}                                                       | lines
			{"lines":{}}                                                       | lines
			{"lines":[{"sku":"A","quantity":1},{"sku":"A","quantity":2}]}      | lines
			{"lines":[{"sku":"TEA-001","quantity":1},{"sku":"A","quantity":0}]} | lines[1].quantity
			{"lines":[{"sku":"TEA-001","quantity":"secret"}]}                  | lines[0].quantity
			{"lines":[{"sku":"TEA-001","quantity":1,"price":"secret"}]}        | lines[0].price
			{"lines":[{"sku":"TEA-001","quantity":1,"<secret>":1}]}            | lines[0]""")
	void names_the_field_of_the_body_that_is_not_valid(String body, String field) {
		Answer answer = post("k1", "application/json", body.getBytes(StandardCharsets.UTF_8));
		answer.assertProblem(400, "invalid-request");
		assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
		assertThat(answer.text()).doesNotContain("secret");
	}

	@Test
	void names_no_more_fields_than_can_be_read() {
		String lines = String.join(",", Collections.nCopies(1000, "{}"));
		Answer answer = post("k1", "application/json",
				("{\"lines\":[" + lines + "]}").getBytes(StandardCharsets.UTF_8));
		answer.assertProblem(400, "invalid-request");
		assertThat(answer.json().path("errors").size()).isBetween(1, 20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "null", "abc", "1-1-1-1-1", "01a20939-d54a-78be-92eb-f10c8659192",
			"00000000-0000-0000-0000-000000000000", "%00", "%FF", "..%2F..", "%2e%2e", "a%0d%0ab", ";x=1",
			"%F0%9F%8D%B5", "%ZZ", "'%20OR%20'1'='1", "x/y", "01a20939-d54a-78be-92eb-f10c8659192d%00" })
	void knows_no_order_of_a_bad_id(String id) throws IOException {
		for (String method : List.of("GET", "DELETE")) {
			String answer = raw(method + " /orders/" + id + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
					+ "Authorization: " + TestTokens.bearer("ana") + "\r\n\r\n");
			assertThat(answer).containsPattern("\\AHTTP/1.1 40[045] ")
				.contains("Content-Type: application/problem+json");
		}
	}

	@Test
	void refuses_other_methods_and_media_types() {
		for (String method : List.of("PUT", "PATCH", "DELETE")) {
			assertAllowed("/orders", method, "GET", "HEAD", "POST", "OPTIONS");
		}
		for (String method : List.of("PUT", "PATCH", "POST")) {
			assertAllowed("/orders/" + this.existing, method, "GET", "HEAD", "DELETE", "OPTIONS");
		}
		for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded",
				"multipart/form-data; boundary=x", "application/octet-stream", "application/json-patch+json")) {
			post("k1", type, OrderApi.TEAS.getBytes(StandardCharsets.UTF_8)).assertProblem(415,
					"unsupported-media-type");
		}
		assertRefused(post("k1", "nonsense", OrderApi.TEAS.getBytes(StandardCharsets.UTF_8)));
		assertRefused(post("k1", "application/json;charset=nonsense", OrderApi.TEAS.getBytes(StandardCharsets.UTF_8)));
		assertRefused(this.ana.send("/orders", (request) -> request.header("Accept", "text/html").GET()));
		this.ana.get("/nowhere").assertProblem(404, "not-found");
	}

	@Test
	void refuses_who_has_no_token_or_none_that_could_own_an_order() {
		for (String token : List.of("", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi",
				"Bearer " + "x".repeat(5000))) {
			for (String path : List.of("/orders", "/orders/" + this.existing)) {
				assertThat(this.ana.send(path, (request) -> request.setHeader("Authorization", token).GET()).status())
					.isIn(400, 401);
			}
		}
		for (String subject : List.of("a\u0000b", " ", "x".repeat(256))) {
			OrderApi nobody = new OrderApi(this.port, subject);
			nobody.get("/orders").assertProblem(403, "forbidden");
			nobody.get("/orders/" + this.existing).assertProblem(403, "forbidden");
			nobody.cancel(this.existing).assertProblem(403, "forbidden");
			nobody.place("k1", OrderApi.TEAS).assertProblem(403, "forbidden");
		}
	}

	private Answer post(String key, String type, byte[] body) {
		return this.ana.send("/orders",
				(HttpRequest.Builder request) -> request.header("Idempotency-Key", key)
					.header("Content-Type", type)
					.POST(BodyPublishers.ofByteArray(body)));
	}

	private static void assertRefused(Answer answer) {
		assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
		assertThat(answer.string("/type")).startsWith("https://marea.dev/problems/");
	}

	private String everything() {
		return this.jdbc.sql("SELECT string_agg(orders::text, '\n' ORDER BY id) FROM orders")
			.query(String.class)
			.single();
	}

	private String raw(String request) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private void assertAllowed(String path, String method, String... allowed) {
		OrderApi.Answer answer = this.ana.send(path,
				(request) -> request.method(method, BodyPublishers.ofString("{}")));
		answer.assertProblem(405, "method-not-allowed");
		assertThat(answer.header("Allow").split(",\\s*")).containsExactlyInAnyOrder(allowed);
	}

	private static byte[] mutate(byte[] valid, Random random) {
		byte[] body = valid.clone();
		for (int change = random.nextInt(3); change >= 0; change--) {
			int at = random.nextInt(body.length);
			switch (random.nextInt(4)) {
				case 0 -> body[at] = (byte) random.nextInt(256);
				case 1 -> body = Arrays.copyOf(body, at + 1);
				case 2 -> body[at] = (byte) TOKENS.charAt(random.nextInt(TOKENS.length()));
				default -> {
					int from = random.nextInt(body.length);
					byte[] longer = new byte[body.length + valid.length - Math.min(from, valid.length)];
					System.arraycopy(body, 0, longer, 0, at);
					System.arraycopy(body, at, longer, longer.length - (body.length - at), body.length - at);
					Arrays.fill(longer, at, longer.length - (body.length - at), body[from]);
					body = longer;
				}
			}
		}
		return body;
	}

	private static byte[] bytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		return bytes;
	}

	private static byte[] inString(int... values) {
		String text = "{\"lines\":[{\"sku\":\"TEA" + "?".repeat(values.length) + "\",\"quantity\":1}]}";
		byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
		System.arraycopy(bytes(values), 0, body, text.indexOf('?'), values.length);
		return body;
	}

	private static byte[] megabyte(int value) {
		byte[] body = new byte[1 << 20];
		Arrays.fill(body, (byte) value);
		return body;
	}

	private static byte[] inMegabyte() {
		return ("{\"lines\":[{\"sku\":\"" + "A".repeat(1 << 20) + "\",\"quantity\":1}]}")
			.getBytes(StandardCharsets.UTF_8);
	}

	private static String describe(byte[] body) {
		String text = new String(body, 0, Math.min(body.length, 60), StandardCharsets.ISO_8859_1);
		return body.length + " bytes: " + text.replaceAll("[^ -~]", "?");
	}

}
