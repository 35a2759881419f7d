package dev.marea.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of many concurrent clients. It repeats an order with the same key until the answer
 * is final, as a client must to get exactly one order.
 */
public final class Shopper {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int TRIES = 200;

	private static final Set<Integer> PASSING = Set.of(409, 500, 502, 503, 504);

	private final String shop;

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final String token;

	/** By key, the order's id. */
	private final Map<String, String> orders = new LinkedHashMap<>();

	private int serverErrors;

	public Shopper(String shop, String name) {
		this.shop = shop;
		HttpRequest request = HttpRequest.newBuilder(URI.create(shop + "/auth/token"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"subject\":\"" + name + "\"}"))
			.build();
		this.token = json(untilFinal(request)).get("access_token").asString();
	}

	/** Places one order, and cancels some. */
	public void shop(String... skus) {
		String key = UUID.randomUUID().toString();
		String sku = skus[ThreadLocalRandom.current().nextInt(skus.length)];
		String body = "{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}";
		JsonNode order = json(untilFinal(order(key, body)));
		String id = order.get("id").asString();
		this.orders.put(key, id);
		if (order.get("status").asString().equals("CONFIRMED") && ThreadLocalRandom.current().nextInt(4) == 0) {
			json(untilFinal(authorized("/api/orders/" + id).DELETE().build()));
		}
	}

	/** Repeats all requests; each answer must name the order of the first one. */
	public void replay() {
		this.orders.forEach((key, id) -> {
			HttpRequest request = authorized("/api/orders/" + id).GET().build();
			JsonNode order = json(untilFinal(request));
			JsonNode line = order.get("lines").get(0);
			String body = "{\"lines\":[{\"sku\":\"" + line.get("sku").asString() + "\",\"quantity\":1}]}";
			String again = json(untilFinal(order(key, body))).get("id").asString();
			if (!again.equals(id)) {
				throw new AssertionError("Key " + key + " made " + id + " and " + again);
			}
		});
	}

	public int placed() {
		return this.orders.size();
	}

	/** Number of answers with 500. */
	public int serverErrors() {
		return this.serverErrors;
	}

	private HttpRequest order(String key, String body) {
		return authorized("/api/orders").header("Idempotency-Key", key)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
	}

	private HttpRequest.Builder authorized(String path) {
		return HttpRequest.newBuilder(URI.create(this.shop + path))
			.timeout(Duration.ofSeconds(30))
			.header("Authorization", "Bearer " + this.token);
	}

	private HttpResponse<String> untilFinal(HttpRequest request) {
		String last = "no answer";
		for (int attempt = 0; attempt < TRIES; attempt++) {
			try {
				HttpResponse<String> answer = this.http.send(request, HttpResponse.BodyHandlers.ofString());
				if (!PASSING.contains(answer.statusCode())) {
					return answer;
				}
				this.serverErrors += (answer.statusCode() == 500) ? 1 : 0;
				last = answer.statusCode() + " " + answer.body();
			}
			catch (IOException ex) {
				last = ex.toString();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted", ex);
			}
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
		}
		throw new AssertionError(request + " never got a final answer; the last was " + last);
	}

	private static JsonNode json(HttpResponse<String> answer) {
		if (answer.statusCode() >= 300) {
			throw new AssertionError(answer.statusCode() + " " + answer.body());
		}
		return JSON.readTree(answer.body());
	}

}
