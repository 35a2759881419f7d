package dev.marea.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import dev.marea.cloud.balancer.test.StubInstance.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxyIT extends GatewayFixture {

	@ParameterizedTest
	@CsvSource({ "/api/catalog/products, /products", "/api/catalog/products/, /products/",
			"/api/catalog/products/TEA-001, /products/TEA-001",
			"/api/catalog/products?q=t%C3%A9%20verde&after=a%2Fb%2B&x, /products?q=t%C3%A9%20verde&after=a%2Fb%2B&x",
			"/api/catalog/products?x, /products?x", "/api/catalog/products?x=, /products?x=",
			"/api/catalog/products?x=&x&x=1+2, /products?x=&x&x=1+2" })
	void maps_published_paths_as_they_were_written(String path, String servicePath) {
		get(path);
		assertThat(this.catalog1.count() + this.catalog2.count()).isEqualTo(1);
		assertThat(theCatalogs().target()).isEqualTo(servicePath);
	}

	@Test
	void hands_on_a_query_that_no_URI_can_hold() throws Exception {
		raw("GET /api/catalog/products?q=%zz&r=% HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
		assertThat(theCatalogs().target()).isEqualTo("/products?q=%zz&r=%");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /api/catalog/reservations", "PUT, /api/catalog/reservations/1", "GET, /reservations",
			"PUT, /reservations/1", "GET, /products", "GET, /orders/1", "GET, /actuator/health", "GET, /actuator",
			"GET, /api", "GET, /api/catalog/productsx", "POST, /nothing", "DELETE, /index", "GET, /work" })
	void publishes_nothing_else(String method, String path) {
		assertProblem(send(request(method, path).header("Authorization", token("catalog:write"))), 404, "not-found");
		assertThat(this.catalog1.count() + this.catalog2.count() + this.orders.count()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/catalog/products/../reservations", "/api/catalog/products/%2e%2e/reservations",
			"/api/catalog/products/..%2freservations", "/api/catalog/products/a%2Fb", "/api/catalog/products/a%5cb",
			"/api/catalog/products/;x=1/a", "/api/catalog/products/;x=%", "/api/catalog/products/%00",
			"/api/catalog/products/%", "/api/catalog/products/%zz", "/api/catalog//products",
			"/api/catalog/products/%252e%252e/reservations", "/api/%63atalog/products",
			"/api/catalog/products/..;/reservations", "/api/catalog/products/\\..", "/api/catalog/products/%ff%fe",
			"/api/catalog/products?q=<>" })
	void refuses_malformed_paths(String path) throws Exception {
		String answer = raw("GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
		if (!path.contains("%ff")) {
			assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
			assertThat(this.catalog1.count() + this.catalog2.count()).isZero();
		}
		assertThat(answer).doesNotStartWith("HTTP/1.1 5");
	}

	@Test
	void passes_on_what_is_the_services_to_know_and_not_what_is_about_the_connection() throws Exception {
		String token = token();
		raw("""
				GET /api/catalog/products HTTP/1.1
				Host: shop.example
				traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
				tracestate: a=b
				baggage: a=b
				Authorization: %s
				If-None-Match: "3"
				Accept-Language: es
				X-Forwarded-For: 203.0.113.7
				X-Forwarded-Proto: https
				X-Forwarded-Host: forged.example
				X-Forwarded-Server: forged
				Forwarded: for=203.0.113.7
				Connection: close, X-Secret
				X-Secret: for the gateway
				Keep-Alive: 5
				TE: trailers
				Upgrade: websocket
				Proxy-Authorization: Basic eA==

				""".formatted(token).replace("\n", "\r\n"));
		Map<String, String> headers = theCatalogs().headers();
		// Without an endpoint, nothing is sampled, whatever the caller's flag says.
		assertThat(headers.get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]")
			.doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
		assertThat(headers).containsEntry("if-none-match", "\"3\"")
			.containsEntry("accept-language", "es")
			.containsEntry("authorization", token)
			.containsEntry("x-forwarded-for", "127.0.0.1")
			.containsEntry("x-forwarded-host", "shop.example")
			.containsEntry("x-forwarded-proto", "http")
			.containsEntry("host", "catalog-service")
			.containsEntry("connection", "keep-alive")
			.doesNotContainKeys("x-secret", "keep-alive", "te", "upgrade", "proxy-authorization", "forwarded",
					"x-forwarded-server", "tracestate", "baggage");
	}

	@Test
	void says_who_served_innermost_first() {
		this.catalog2.kill();
		HttpResponse<String> response = get("/api/catalog/products");
		assertThat(response.headers().allValues("Served-By")).containsExactly("catalog-service-1, gateway-service-1");
		assertThat(get("/nothing").headers().allValues("Served-By")).containsExactly("gateway-service-1");
	}

	@ParameterizedTest
	@CsvSource({ "/orders/7, /api/orders/7", "http://order-service/orders/7, /api/orders/7", "/orders, /api/orders",
			"/orders?after=7, /api/orders?after=7", "/ordersx/7, /ordersx/7",
			"https://elsewhere.example/orders/7, https://elsewhere.example/orders/7" })
	void rewrites_locations_to_the_public_path(String location, String expected) {
		this.orders.answering((request) -> Answer.of(201, Map.of("Location", location), "{}"));
		HttpResponse<String> response = send(
				request("POST", "/api/orders", "{}").header("Authorization", token()).header("Idempotency-Key", "1"));
		assertThat(response.statusCode()).isEqualTo(201);
		assertThat(response.headers().allValues("Location")).containsExactly(expected);
	}

	@Test
	void hands_on_headers_and_problems_of_services_untouched() {
		String problem = "{\"type\":\"https://marea.dev/problems/insufficient-stock\",\"status\":409,\"short\":[]}";
		this.orders.answering((request) -> Answer.of(409, Map.of("Content-Type", "application/problem+json",
				"Retry-After", "3", "ETag", "\"7\"", "Keep-Alive", "timeout=5"), problem));
		HttpResponse<String> response = send(request("POST", "/api/orders", "{}").header("Authorization", token()));
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).isEqualTo(problem);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
		assertThat(response.headers().firstValue("ETag")).hasValue("\"7\"");
		assertThat(response.headers().allValues("X-Content-Type-Options")).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, 65_536, 65_537, 3_000_000, 6_291_456 })
	void passes_bodies_of_any_size_below_the_limit(int size) {
		String body = "x".repeat(size);
		HttpResponse<String> response = send(upload(HttpRequest.BodyPublishers.ofString(body)));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(new String(theCatalogs().body(), StandardCharsets.UTF_8)).isEqualTo(body);
		assertThat(theCatalogs().headers()).containsEntry("content-length", String.valueOf(size))
			.containsEntry("content-type", "text/csv");
	}

	@Test
	void passes_a_body_of_unknown_length() {
		byte[] body = "sku,name\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
		HttpResponse<String> response = send(
				upload(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(theCatalogs().body()).isEqualTo(body);
	}

	@Test
	void passes_a_form_unread() {
		HttpResponse<String> response = send(
				request("PUT", "/api/catalog/products/A?b=2", "a=1&access_token=x").header("Authorization", token())
					.header("Content-Type", "application/x-www-form-urlencoded"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(theCatalogs().body()).asString().isEqualTo("a=1&access_token=x");
	}

	@Test
	void passes_the_form_of_a_POST_unread() {
		HttpResponse<String> response = send(request("POST", "/api/catalog/products?b=2", "a=1&a=%20&access_token=x&c")
			.header("Authorization", token())
			.header("Content-Type", "application/x-www-form-urlencoded"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(theCatalogs().target()).isEqualTo("/products?b=2");
		assertThat(theCatalogs().body()).asString().isEqualTo("a=1&a=%20&access_token=x&c");
		assertThat(theCatalogs().headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
	}

	@Test
	void asks_for_a_body_only_when_it_is_wanted() throws Exception {
		String head = "POST /api/catalog/products HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\nExpect: 100-continue\r\n";
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
			assertThat(line(socket)).startsWith("HTTP/1.1 401");
		}
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream()
				.write((head + "Authorization: " + token() + "\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(line(socket)).startsWith("HTTP/1.1 100");
			socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.contains("HTTP/1.1 200");
		}
		assertThat(theCatalogs().body()).asString().isEqualTo("hello");
	}

	@Test
	void passes_bodies_with_trailers_and_keeps_the_trailers() throws Exception {
		both(Answer.ok("{\"a\":\"" + "x".repeat(100_000) + "\"}").ending(End.TRAILER));
		String answer = raw("""
				POST /api/catalog/products HTTP/1.1
				Host: shop
				Authorization: %s
				Connection: close
				Trailer: Body-Sum
				Transfer-Encoding: chunked

				5
				hello
				0
				Body-Sum: 7

				""".formatted(token()).replace("\n", "\r\n"));
		assertThat(answer).startsWith("HTTP/1.1 200").contains("x".repeat(8000)).doesNotContain("Body-Sum");
		assertThat(theCatalogs().body()).asString().isEqualTo("hello");
		assertThat(theCatalogs().headers()).doesNotContainKeys("trailer", "body-sum");
	}

	@Test
	void refuses_a_body_above_the_limit() throws Exception {
		String head = "POST /api/catalog/products HTTP/1.1\r\nHost: shop\r\nAuthorization: %s\r\nConnection: close\r\n"
			.formatted(token());
		assertThat(raw(head + "Content-Length: 6291457\r\n\r\n")).startsWith("HTTP/1.1 413")
			.contains("problems/content-too-large");
		assertProblem(
				send(upload(
						HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[6_400_000])))),
				413, "content-too-large");
		assertThat(this.catalog1.count() + this.catalog2.count()).isZero();
	}

	@Test
	void hands_on_that_a_service_wants_no_body_of_that_size() {
		Answer refusal = Answer.of(413, Map.of("Connection", "close", "Content-Type", "application/problem+json"),
				"{\"type\":\"https://marea.dev/problems/content-too-large\",\"status\":413,\"detail\":\"Too large.\"}");
		this.catalog1.refusing(refusal);
		this.catalog2.refusing(refusal);
		for (int i = 0; i < 4; i++) {
			assertProblem(send(upload(HttpRequest.BodyPublishers.ofByteArray(new byte[5_500_000]))), 413,
					"content-too-large");
		}
		assertThat(this.catalog1.count()).isEqualTo(2);
		assertThat(this.catalog1.requests().getFirst().headers()).containsEntry("expect", "100-continue");
	}

	@Test
	void sends_no_body_that_did_not_arrive_whole() throws Exception {
		String head = "POST /api/catalog/products HTTP/1.1\r\nHost: shop\r\nAuthorization: %s\r\n".formatted(token());
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write((head + "Content-Length: 10\r\n\r\nshort").getBytes());
			socket.shutdownOutput();
			assertThat(new String(socket.getInputStream().readAllBytes())).doesNotStartWith("HTTP/1.1 5");
		}
		String answer = raw(head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello");
		assertThat(answer).startsWith("HTTP/1.1 400");
		assertThat(this.catalog1.count() + this.catalog2.count()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "WHOLE", "CHUNKED" })
	void passes_large_answers(End end) {
		String body = "{\"a\":\"" + "ü".repeat(400_000) + "\"}";
		both(Answer.ok(body).ending(end));
		assertThat(get("/api/catalog/products").body()).isEqualTo(body);
	}

	@Test
	void passes_answers_without_a_body() {
		both(Answer.of(304, Map.of("ETag", "\"1\""), ""));
		assertThat(get("/api/catalog/products/A").statusCode()).isEqualTo(304);
		both(Answer.of(204, Map.of(), ""));
		assertThat(get("/api/catalog/products/A").statusCode()).isEqualTo(204);
		both(Answer.ok("{\"a\":1}"));
		HttpResponse<String> head = send(request("HEAD", "/api/catalog/products/A"));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("Content-Length")).hasValue("7");
	}

	/**
	 * Sends more requests than there are connections, as an answer that stays open holds
	 * one.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 200, 304 })
	void leaks_no_connection_when_the_callers_copy_is_current(int status) {
		String body = (status == 304) ? "" : "{\"a\":\"" + "x".repeat(100_000) + "\"}";
		both(Answer.of(status, Map.of("ETag", "\"3\"", "Content-Type", "application/json"), body));
		for (int i = 0; i < 300; i++) {
			HttpResponse<String> response = send(
					request("GET", "/api/catalog/products/A").header("If-None-Match", "\"3\""));
			assertThat(response.statusCode()).isEqualTo(status);
			assertThat(response.body()).isEqualTo(body);
			assertThat(response.headers().allValues("ETag")).containsExactly("\"3\"");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 301, 404, 500 })
	void adds_the_headers_for_browsers_to_an_empty_answer_too(int status) {
		this.catalog1.answering((request) -> Answer.of(status, Map.of(), ""));
		this.catalog2.answering((request) -> Answer.of(status, Map.of(), ""));
		HttpResponse<String> response = get("/api/catalog/products");
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).isEmpty();
		assertThat(response.headers().map()).containsKeys("Content-Security-Policy", "X-Content-Type-Options");
	}

	@ParameterizedTest
	@CsvSource({ "GET, 9000, 0, 414, uri-too-long", "GET, 0, 9000, 431, headers-too-large",
			"BREW, 0, 0, 501, not-implemented", "DELETE, 0, 0, 405, method-not-allowed" })
	void says_what_it_refuses_of_a_request_line(String method, int query, int header, int status, String slug)
			throws Exception {
		String answer = raw("%s /?q=%s HTTP/1.1\r\nHost: shop\r\nX-Long: %s\r\nConnection: close\r\n\r\n"
			.formatted(method, "x".repeat(query), "x".repeat(header)));
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("problems/" + slug);
		assertThat(answer.lines().filter((line) -> line.startsWith("Allow:")).toList())
			.isEqualTo((status == 405) ? List.of("Allow: GET,HEAD,OPTIONS") : List.of());
	}

	@Test
	void serves_neither_HTTP_0_9_nor_a_target_of_another_host() throws Exception {
		both(Answer.ok("{}"));
		assertThat(raw("GET /api/catalog/products\r\n\r\n")).contains("problems/http-version-not-supported");
		String target = "GET http://shop.example/api/catalog/products HTTP/1.1\r\nConnection: close\r\nHost: ";
		assertThat(raw(target + "other.example\r\n\r\n")).startsWith("HTTP/1.1 400 ").doesNotContain("example");
		assertThat(this.catalog1.count() + this.catalog2.count()).isZero();
		assertThat(raw(target + "shop.example\r\n\r\n")).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void refuses_TRACE_with_the_methods_of_the_service() throws Exception {
		String end = " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
		both(Answer.of(204, Map.of("Allow", "GET,HEAD"), ""));
		assertThat(raw("TRACE /api/catalog/products" + end)).startsWith("HTTP/1.1 405 ")
			.contains("\r\nAllow: GET,HEAD\r\n", "method-not-allowed");
		assertThat(theCatalogs().method()).isEqualTo("OPTIONS");
		both(Answer.of(204, Map.of(), ""));
		assertThat(raw("TRACE /api/catalog/products" + end)).startsWith("HTTP/1.1 501 ").doesNotContain("Allow:");
		assertThat(raw("TRACE /api/orders" + end)).startsWith("HTTP/1.1 401 ");
	}

	@Test
	void hands_on_OPTIONS_and_adds_no_methods_of_its_own() throws Exception {
		both(Answer.of(204, Map.of("Allow", "GET,HEAD"), ""));
		assertThat(send(request("OPTIONS", "/api/catalog/products")).headers().allValues("Allow"))
			.containsExactly("GET,HEAD");
		assertThat(theCatalogs().method()).isEqualTo("OPTIONS");
		both(Answer.of(404, Map.of("Content-Type", "application/problem+json"), "{}"));
		HttpResponse<String> response = send(request("OPTIONS", "/api/catalog/products"));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().firstValue("Allow")).isEmpty();
		assertProblem(send(request("OPTIONS", "/api/catalog/products", "untyped")), 400, "invalid-request");
		assertThat(raw("OPTIONS /api/catalog/products HTTP/1.1\r\nHost: shop\r\nContent-Type: text/plain\r\n"
				+ "Connection: close, Content-Type\r\nContent-Length: 1\r\n\r\nx"))
			.as("a type that is about the connection")
			.startsWith("HTTP/1.1 400");
		assertProblem(send(request("OPTIONS", "/api/orders")), 401, "unauthorized");
		assertThat(this.orders.count()).isZero();
	}

	@Test
	void keeps_from_callers_that_an_instance_drains() {
		both(Answer.of(200, Map.of("Instance-Draining", "true", "Content-Type", "application/json"), "{}"));
		HttpResponse<String> response = get("/api/catalog/products");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Instance-Draining")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "BREAKS", "BREAKS_CHUNKED" })
	void lets_the_caller_notice_that_a_large_answer_broke_off(End end) {
		both(Answer.ok("x".repeat(300_000)).ending(end));
		assertThatThrownBy(() -> {
			HttpResponse<String> whole = get("/api/catalog/products");
			throw new AssertionError("%s %s, %d characters: %.200s".formatted(whole.statusCode(), whole.headers().map(),
					whole.body().length(), whole.body()));
		}).isInstanceOf(UncheckedIOException.class);
	}

	/** No header of the service's answer remains, in particular none for caches. */
	@ParameterizedTest
	@CsvSource({ "BREAKS_AFTER_HEADERS, 200000, 502, bad-gateway", "BREAKS_EARLY, 200000, 502, bad-gateway",
			"STALLS, 200000, 504, upstream-timeout", "BREAKS, 200, 502, bad-gateway" })
	void says_that_an_answer_broke_off_if_nothing_of_it_was_sent(End end, int length, int status, String slug) {
		both(new Answer(200, Map.of("Content-Type", "text/csv", "Set-Cookie", "s=upstream", "ETag", "\"7\"",
				"Cache-Control", "public, max-age=600", "X-Up", "secret"), "x".repeat(length), end));
		HttpResponse<String> response = get("/api/catalog/products");
		assertProblem(response, status, slug);
		assertThat(response.headers().map()).doesNotContainKeys("set-cookie", "etag", "x-up");
		assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		assertThat(response.headers().allValues("Served-By")).containsExactly("gateway-service-1");
		assertThat(response.headers().allValues("X-Content-Type-Options")).hasSize(1);
		assertThat(response.headers().allValues("Content-Length"))
			.containsExactly(String.valueOf(response.body().length()));
	}

	@Test
	void needs_a_token_for_all_but_reading_the_catalogue() {
		assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
		assertProblem(send(request("POST", "/api/catalog/products", "{}")), 401, "unauthorized");
		assertProblem(send(request("DELETE", "/api/catalog/products/A")), 401, "unauthorized");
		assertProblem(get("/api/orders"), 401, "unauthorized");
		assertProblem(get("/api/orders/1"), 401, "unauthorized");
		assertProblem(send(request("POST", "/api/orders", "{}")), 401, "unauthorized");
		assertProblem(send(request("GET", "/api/orders").header("Authorization", "Bearer no")), 401, "unauthorized");
		assertThat(this.orders.count()).isZero();
		assertThat(send(request("GET", "/api/orders").header("Authorization", token())).statusCode()).isEqualTo(200);
	}

	@Test
	void tells_browsers_to_run_only_the_shops_own_code() {
		HttpResponse<String> response = get("/");
		assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
			.startsWith("default-src 'self';");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
		assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
	}

	@Test
	void lets_no_browser_take_an_older_storefront_for_this_one() {
		HttpResponse<String> response = get("/storefront/main.js");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
		assertThat(response.headers().firstValue("Last-Modified")).isEmpty();
	}

	private HttpRequest.Builder upload(HttpRequest.BodyPublisher body) {
		return request("POST", "/api/catalog/products").header("Authorization", token())
			.header("Content-Type", "text/csv")
			.method("POST", body);
	}

	private static String line(Socket socket) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; c = socket.getInputStream().read()) {
			line.append((char) c);
		}
		return line.toString();
	}

	private void both(Answer answer) {
		this.catalog1.answering((request) -> answer);
		this.catalog2.answering((request) -> answer);
	}

	private Request theCatalogs() {
		return (this.catalog1.count() > 0) ? this.catalog1.requests().getLast() : this.catalog2.requests().getLast();
	}

}
