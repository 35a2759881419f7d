package dev.marea.order;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.marea.service.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP client for the orders of one owner.
 */
class OrderApi {

	/** Owner of what {@code new OrderApi(port, "ana")} places. */
	static final Owner ANA = new Owner("marea", "ana");

	/** An order of two TEA-001 and one CUP. */
	static final String TEAS = """
			{"lines": [{"sku": "TEA-001", "quantity": 2}, {"sku": "CUP", "quantity": 1}]}""";

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Not shared between test classes. A cached context may restart on the same port, and
	 * a POST would then use a dead connection.
	 */
	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI base;

	private final String token;

	OrderApi(int port, String owner) {
		this.base = URI.create("http://localhost:" + port);
		this.token = TestTokens.bearer(owner);
	}

	Answer place(String key, String body) {
		return placeAsync(key, body).join();
	}

	CompletableFuture<Answer> placeAsync(String key, String body) {
		HttpRequest request = request("/orders",
				(post) -> post.header("Idempotency-Key", key)
					.header("Content-Type", "application/json")
					.POST(BodyPublishers.ofString(body)));
		return this.http.sendAsync(request, BodyHandlers.ofString()).thenApply(Answer::new);
	}

	Answer get(String path) {
		return send(path, HttpRequest.Builder::GET);
	}

	List<String> statuses() {
		return get("/orders?limit=100").json().at("/items").findValuesAsString("status");
	}

	Answer cancel(UUID id) {
		return send("/orders/" + id, HttpRequest.Builder::DELETE);
	}

	Answer send(String path, Consumer<HttpRequest.Builder> change) {
		try {
			return new Answer(this.http.send(request(path, change), BodyHandlers.ofString()));
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private HttpRequest request(String path, Consumer<HttpRequest.Builder> change) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.base.resolve(path))
			.timeout(Duration.ofSeconds(30))
			.setHeader("Authorization", this.token);
		change.accept(request);
		return request.build();
	}

	record Answer(HttpResponse<String> response) {

		int status() {
			return this.response.statusCode();
		}

		String text() {
			return this.response.body();
		}

		JsonNode json() {
			return JSON.readTree(this.response.body());
		}

		String string(String pointer) {
			return json().at(pointer).asString("");
		}

		UUID id() {
			return UUID.fromString(string("/id"));
		}

		String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		void assertProblem(int status, String slug) {
			assertThat(status()).as(text()).isEqualTo(status);
			assertThat(header("Content-Type")).startsWith("application/problem+json");
			assertThat(string("/type")).isEqualTo("https://marea.dev/problems/" + slug);
			assertThat(json().at("/status").asInt()).isEqualTo(status);
		}

	}

}
