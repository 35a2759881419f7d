package dev.marea.gateway;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class TokenIT extends GatewayFixture {

	/** Maximum size in bytes of a body for paths without a route. */
	private static final int LARGEST = 16 * 1024;

	@Test
	void gives_a_token_that_the_gateway_accepts() {
		HttpResponse<String> response = ask("{\"subject\":\"ana\",\"scope\":\"catalog:write\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		JsonNode token = JsonMapper.shared().readTree(response.body());
		assertThat(token.propertyNames()).containsExactly("access_token", "token_type", "expires_in");
		assertThat(token.path("token_type").asString()).isEqualTo("Bearer");
		assertThat(token.path("expires_in").asInt()).isEqualTo(3600);
		assertThat(claims(token)).containsSubsequence("\"sub\":\"ana\"")
			.contains("\"scope\":\"catalog:write\"", "\"iss\":\"marea\"", "\"aud\":\"marea\"", "\"exp\":");
		assertThat(send(request("GET", "/api/orders").header("Authorization",
				"Bearer " + token.path("access_token").asString()))
			.statusCode()).isEqualTo(200);
	}

	@Test
	void gives_no_scope_that_was_not_asked_for() {
		assertThat(claims(JsonMapper.shared().readTree(ask("{\"subject\":\"josé.luis@example\"}").body())))
			.doesNotContain("catalog:write");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "Ana María", "ana de la o", "José Luis (no)", " ana", "ana ", "ana  b", "a\tb", "a\u00a0b" })
	void signs_names_with_spaces_in(String name) {
		HttpResponse<String> response = ask(JsonMapper.shared().writeValueAsString(Map.of("subject", name)));
		if (name.matches("\\p{L}+( \\p{L}+)*")) {
			assertThat(claims(JsonMapper.shared().readTree(response.body()))).contains("\"sub\":\"" + name + "\"");
		}
		else {
			assertProblem(response, 400, "invalid-request");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "stock:reserve", "catalog:write stock:reserve", "CATALOG:WRITE", "admin", "\\u0000" })
	void gives_no_scope_but_one(String scope) {
		HttpResponse<String> response = ask("{\"subject\":\"ana\",\"scope\":\"" + scope + "\"}");
		assertProblem(response, 400, "invalid-request");
		assertThat(response.body()).contains("\"errors\":[{\"field\":\"scope\"");
	}

	static Stream<byte[]> nonsense() {
		return Stream.of("", "{}", "[]", "null", "7", "\"ana\"", "{", "{\"subject\":7}", "{\"subject\":null}",
				"{\"subject\":[\"ana\"]}", "{\"subject\":{}}", "{\"subject\":true}", "{\"subject\":\"\"}",
				"{\"subject\":\" \"}", "{\"subject\":\"a\\nb\"}", "{\"subject\":\"ana\",\"admin\":true}",
				"{\"subject\":\"ana\",\"scope\":7}", "{\"subject\":\"ana\",\"scope\":[\"catalog:write\"]}",
				"{\"subject\":\"ana\",\"subject\":\"eva\"}", "{\"subject\":\"ana\"} {}", "{\"subject\":\"\\ud800\"}",
				"{\"subject\":\"" + "a ".repeat(7_000) + "a\"}", "{\"subject\":1e999999999}",
				"{\"subject\":\"" + "a".repeat(101) + "\"}", "{\"subject\":\"" + "a".repeat(1_000_000) + "\"}",
				"[".repeat(100_000), "{\"subject\":\"ana\",\"scope\":\"" + "a ".repeat(500_000) + "\"}", "subject=ana")
			.map((text) -> text.getBytes(StandardCharsets.UTF_8));
	}

	static Stream<byte[]> brokenText() {
		return Stream.of(new byte[] { '{', '"', 's', (byte) 0xff, '"', '}' }, new byte[] { (byte) 0xc3, 0x28 },
				"{\"subject\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1), new byte[100_000]);
	}

	@ParameterizedTest
	@MethodSource({ "nonsense", "brokenText" })
	void answers_nonsense_with_a_problem(byte[] body) {
		HttpResponse<String> response = send(request("POST", "/auth/token").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
		if (body.length > LARGEST) {
			assertProblem(response, 413, "content-too-large");
			return;
		}
		assertProblem(response, response.statusCode(), "invalid-request");
		assertThat(response.statusCode()).isBetween(400, 499);
	}

	@Test
	void refuses_other_methods_and_media_types() {
		assertProblem(get("/auth/token"), 405, "method-not-allowed");
		assertProblem(send(request("DELETE", "/auth/token")), 405, "method-not-allowed");
		assertProblem(send(request("POST", "/auth/token", "{}").header("Content-Type", "text/plain")), 415,
				"unsupported-media-type");
		assertProblem(send(request("POST", "/auth/token", "{}").header("Content-Type", "no/such/type")), 415,
				"unsupported-media-type");
		assertProblem(
				send(request("POST", "/auth/token", "{\"subject\":\"ana\"}").header("Content-Type", "application/json")
					.header("Accept", "image/png")),
				406, "not-acceptable");
	}

	private static String claims(JsonNode token) {
		String payload = token.path("access_token").asString().split("\\.")[1];
		return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
	}

	private HttpResponse<String> ask(String body) {
		return send(request("POST", "/auth/token", body).header("Content-Type", "application/json"));
	}

}
