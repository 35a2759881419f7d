package dev.marea.e2e.compose;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The requests of a visitor from the first page to a cancelled order, and the services'
 * logs of them.
 */
@RequiresImages
class JourneyIT {

	private static final JsonMapper JSON = new JsonMapper();

	private static ComposeStack stack;

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		stack = ComposeStack.up("journey");
	}

	@AfterAll
	static void stop() {
		if (stack != null) {
			stack.close();
		}
	}

	@Test
	void a_visitor_browses_orders_reads_the_order_and_cancels_it() throws Exception {
		assertThat(get("/", null).body()).contains("<title>");
		JsonNode products = json(get("/api/catalog/products?q=tea&limit=5", null)).get("items");
		assertThat(products).isNotEmpty();
		String sku = products.get(0).get("sku").asString();
		assertThat(json(get("/api/catalog/products/" + sku, null)).get("sku").asString()).isEqualTo(sku);

		String token = json(send(request("/auth/token").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"subject\":\"ana\"}")))).get("access_token").asString();
		HttpResponse<String> placed = order(token, sku);
		assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
		assertThat(json(placed).get("status").asString()).isEqualTo("CONFIRMED");
		String order = "/api/orders/" + json(placed).get("id").asString();
		assertThat(json(get(order, token)).get("status").asString()).isEqualTo("CONFIRMED");
		HttpResponse<String> cancelled = send(authorized(order, token).DELETE());
		assertThat(json(cancelled).get("status").asString()).isEqualTo("CANCELLED");
		assertAudited("gateway-service", "token.issue", "/auth/token");
		assertAudited("order-service", "order.place", order.replace("/api", ""));
		assertAudited("order-service", "order.cancel", order.replace("/api", ""));
		assertAudited("catalog-service", "stock.reserve", order.replace("/api/orders", "/reservations"));
		assertThat(stack.compose("logs")).doesNotContain(token);
		stack.assertInvariants();
	}

	@Test
	void one_image_says_of_every_answer_who_gave_it() throws Exception {
		String servedBy = get("/api/catalog/products?limit=1", null).headers().firstValue("Served-By").orElseThrow();
		assertThat(servedBy.split(",\\s*")).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway-service", "catalog-service", "order-service" })
	void a_service_logs_json_and_nothing_at_warn_or_above(String service) {
		assertThat(stack.logs(service).lines()).isNotEmpty().allSatisfy((line) -> {
			JsonNode event = JSON.readTree(line);
			assertThat(event.at("/log/level").asString(event.path("log.level").asString(""))).as(line)
				.isIn("INFO", "DEBUG");
		});
	}

	/**
	 * PostgreSQL refuses a connection while it starts. On a slow machine, its health
	 * check is early enough to meet that.
	 */
	@Test
	void the_database_logs_no_warning() {
		assertThat(stack.logs("postgres").lines()).isNotEmpty()
			.filteredOn((line) -> !line.endsWith("FATAL:  the database system is starting up"))
			.noneMatch((line) -> Stream.of("WARNING:", "ERROR:", "FATAL:", "PANIC:").anyMatch(line::contains));
	}

	/** An event is written after the answer. */
	private static void assertAudited(String service, String action, String target) {
		await().untilAsserted(() -> assertThat(stack.logs(service).lines().map(JSON::readTree)).anySatisfy((event) -> {
			assertThat(event.at("/event/action").asString("")).isEqualTo(action);
			assertThat(event.at("/event/outcome").asString("")).isEqualTo("success");
			assertThat(event.at("/marea/target").asString("")).isEqualTo(target);
		}));
	}

	private HttpResponse<String> order(String token, String sku) throws Exception {
		return send(authorized("/api/orders", token).header("Idempotency-Key", UUID.randomUUID().toString())
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}")));
	}

	private HttpResponse<String> get(String path, String token) throws Exception {
		return send((token != null) ? authorized(path, token) : request(path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest.Builder authorized(String path, String token) {
		return request(path).header("Authorization", "Bearer " + token);
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(stack.url() + path));
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
		return JSON.readTree(response.body());
	}

}
