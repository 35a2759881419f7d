package dev.marea.catalog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;

import com.jayway.jsonpath.JsonPath;
import dev.marea.service.test.TestTokens;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client of the service's API.
 */
@TestComponent
public class Api {

	private final HttpClient http = HttpClient.newHttpClient();

	private final String token = TestTokens.bearer("tester", "catalog:write", "stock:reserve");

	private final Environment environment;

	Api(Environment environment) {
		this.environment = environment;
	}

	/** Address of the service. */
	public String origin() {
		return origin("local.server.port");
	}

	/** Authorization with all scopes. */
	public String authorization() {
		return this.token;
	}

	public HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(origin() + path)).header("Authorization", this.token);
	}

	public HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	public HttpResponse<String> sendWithoutToken(String method, String path) {
		return send(HttpRequest.newBuilder(URI.create(origin() + path)).method(method, BodyPublishers.noBody()));
	}

	public HttpResponse<String> get(String path) {
		return send(request(path));
	}

	public HttpResponse<String> send(String method, String path, String body, String... headers) {
		BodyPublisher publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
		HttpRequest.Builder request = request(path).header("Content-Type", "application/json")
			.method(method, publisher);
		for (int index = 0; index < headers.length; index += 2) {
			request.setHeader(headers[index], headers[index + 1]);
		}
		return send(request);
	}

	/** A product with this SKU and stock and arbitrary details. */
	public static String product(String sku, int stock) {
		return """
				{"sku":"%s","stock":%d,%s}""".formatted(sku, stock, details("Thing " + sku, "4.50"));
	}

	/** All JSON fields of a product except its SKU and stock, without braces. */
	public static String details(String name, String price) {
		return """
				"name":{"en":"%s","es":"%s"},"description":{"en":"Of use","es":"Útil"},"category":"things",\
				"price":{"amount":"%s","currency":"EUR"}""".formatted(name, name, price);
	}

	public void create(String sku, int stock) {
		HttpResponse<String> answer = send("POST", "/products", product(sku, stock));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
	}

	/** Reserves {@code "SKU 2, SKU 3"}. */
	public HttpResponse<String> reserve(UUID order, String lines) {
		StringBuilder body = new StringBuilder("{\"lines\":[");
		for (String line : lines.split(", ")) {
			String[] parts = line.split(" ");
			body.append((body.charAt(body.length() - 1) != '[') ? "," : "")
				.append("{\"sku\":\"%s\",\"quantity\":%s}".formatted(parts[0], parts[1]));
		}
		return send("PUT", "/reservations/" + order, body.append("]}").toString());
	}

	public HttpResponse<String> cancel(UUID order) {
		return send("DELETE", "/reservations/" + order, "");
	}

	public int available(String sku) {
		return JsonPath.read(get("/products/" + sku).body(), "$.available");
	}

	public String management(String path) {
		return send(HttpRequest.newBuilder(URI.create(origin("local.management.port") + path))).body();
	}

	public void assertInvariants() {
		String invariants = management("/actuator/invariants");
		assertThat(invariants).contains("\"violations\":[]").doesNotContain("false");
	}

	public static void assertProblem(HttpResponse<String> answer, int status, String slug) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(answer.body()).contains("\"type\":\"https://marea.dev/problems/" + slug + "\"");
	}

	/** Number of occurrences of a text. */
	public static int count(HttpResponse<String> answer, String text) {
		return StringUtils.countOccurrencesOf(answer.body(), text);
	}

	private String origin(String property) {
		return "http://localhost:" + this.environment.getRequiredProperty(property);
	}

}
