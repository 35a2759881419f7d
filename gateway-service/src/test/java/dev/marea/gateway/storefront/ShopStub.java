package dev.marea.gateway.storefront;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the storefront's files with their content security policy, and a shop of 45
 * products. A test can make it lose or refuse answers.
 */
final class ShopStub implements AutoCloseable {

	private static final Map<String, String> TYPES = Map.of("html", "text/html", "js", "text/javascript", "css",
			"text/css", "svg", "image/svg+xml");

	private final JsonMapper json = new JsonMapper();

	private final HttpServer server;

	private final StubProducts products = new StubProducts();

	private final Map<String, Integer> served = new TreeMap<>();

	/** The Idempotency-Key of every order request, in the order of arrival. */
	final List<String> keys = new ArrayList<>();

	final Map<String, Map<String, Object>> ordersByKey = new LinkedHashMap<>();

	volatile boolean losesAnswers;

	/** Number of orders to refuse, with 503 and 409 in turn and 503 at last. */
	int refusedOrders;

	final StubIssuer provider = new StubIssuer();

	/** The problem of every refused order: its slug and its detail. */
	volatile @Nullable String refusal;

	ShopStub() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** Sets all texts of the first product. */
	void say(String text) {
		this.products.say(text);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private synchronized void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (path.startsWith("/api/catalog/products")) {
			catalog(exchange, path.substring("/api/catalog/products".length()));
		}
		else if (path.startsWith("/api/orders")) {
			orders(exchange, path.substring("/api/orders".length()));
		}
		else if (this.provider.serves(path)) {
			this.provider.handle(exchange, path);
		}
		else {
			file(exchange, path.equals("/") ? "/index.html" : path);
		}
	}

	private void catalog(HttpExchange exchange, String rest) throws IOException {
		if (rest.equals("/categories")) {
			answer(exchange, 200, "catalog", this.products.categories());
			return;
		}
		if (!rest.isEmpty()) {
			answer(exchange, 200, "catalog", this.products.find(rest.substring(1)));
			return;
		}
		Map<String, String> query = query(exchange);
		List<Map<String, Object>> matching = this.products.all()
			.stream()
			.filter((product) -> query.getOrDefault("category", "").isEmpty()
					|| query.get("category").equals(product.get("category")))
			.filter((product) -> product.get("name").toString().contains(query.getOrDefault("q", "")))
			.filter((product) -> product.get("sku").toString().compareTo(query.getOrDefault("after", "")) > 0)
			.toList();
		int limit = Integer.parseInt(query.get("limit"));
		List<Map<String, Object>> page = matching.stream().limit(limit).toList();
		answer(exchange, 200, "catalog", (matching.size() > limit)
				? Map.of("items", page, "next", page.getLast().get("sku")) : Map.of("items", page));
	}

	private void orders(HttpExchange exchange, String rest) throws IOException {
		if (!this.provider.knows(exchange.getRequestHeaders().getFirst("Authorization"))) {
			answer(exchange, 401, "order", Map.of("type", "https://marea.dev/problems/unauthorized"));
			return;
		}
		switch (exchange.getRequestMethod()) {
			case "POST" -> place(exchange);
			case "DELETE" -> {
				Map<String, Object> order = order(rest.substring(1));
				order.put("status", "CANCELLED");
				answer(exchange, 200, "order", order);
			}
			default -> answer(exchange, 200, "order", rest.isEmpty()
					? Map.of("items", List.copyOf(this.ordersByKey.values()).reversed()) : order(rest.substring(1)));
		}
	}

	private void place(HttpExchange exchange) throws IOException {
		String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
		JsonNode lines = read(exchange).get("lines");
		this.keys.add(key);
		String refusal = this.refusal;
		if (refusal != null) {
			answer(exchange, 422, "order",
					Map.of("type", "https://marea.dev/problems/" + refusal, "detail", refusal, "status", 422));
			return;
		}
		if (this.refusedOrders > 0) {
			this.refusedOrders--;
			exchange.getResponseHeaders().add("Retry-After", "0");
			boolean held = this.refusedOrders % 2 == 1;
			answer(exchange, held ? 409 : 503, "order", Map.of("type",
					"https://marea.dev/problems/" + (held ? "order-in-progress" : "catalog-unavailable")));
			return;
		}
		Map<String, Object> order = this.ordersByKey.computeIfAbsent(key, (unused) -> this.products.order(lines));
		if (this.losesAnswers) {
			throw new IOException("closes the connection without an answer");
		}
		answer(exchange, 201, "order", order);
	}

	private Map<String, Object> order(String id) {
		return this.ordersByKey.values()
			.stream()
			.filter((order) -> order.get("id").equals(id))
			.findFirst()
			.orElseThrow();
	}

	private JsonNode read(HttpExchange exchange) throws IOException {
		return this.json.readTree(exchange.getRequestBody().readAllBytes());
	}

	private static Map<String, String> query(HttpExchange exchange) {
		String query = exchange.getRequestURI().getRawQuery();
		return Stream.of(((query != null) ? query : "").split("&"))
			.filter((pair) -> pair.contains("="))
			.collect(Collectors.toMap((pair) -> pair.substring(0, pair.indexOf('=')),
					(pair) -> URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8)));
	}

	/**
	 * Three catalog instances answer in turn; every other service has one instance.
	 */
	private String servedBy(String service) {
		int turn = this.served.merge(service, 1, Integer::sum);
		return switch (service) {
			case "catalog" -> "catalog-service-%d, gateway-service-1".formatted((turn - 1) % 3 + 1);
			case "order" -> "order-service-1, gateway-service-1";
			default -> "gateway-service-1";
		};
	}

	private void answer(HttpExchange exchange, int status, String service, Object body) throws IOException {
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.getResponseHeaders().add("Served-By", servedBy(service));
		send(exchange, status, this.json.writeValueAsBytes(body));
	}

	private void file(HttpExchange exchange, String path) throws IOException {
		byte[] content = resource(path);
		exchange.getResponseHeaders().add("Content-Security-Policy", "default-src 'self'");
		exchange.getResponseHeaders()
			.add("Content-Type", TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/plain"));
		send(exchange, (content != null) ? 200 : 404, (content != null) ? content : new byte[0]);
	}

	private static byte @Nullable [] resource(String path) {
		try (InputStream file = ShopStub.class.getResourceAsStream("/static" + path)) {
			return (file != null) ? file.readAllBytes() : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
		exchange.sendResponseHeaders(status, (content.length > 0) ? content.length : -1);
		try (exchange) {
			exchange.getResponseBody().write(content);
		}
	}

}
