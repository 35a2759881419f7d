package dev.marea.order;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/**
 * A stub with the catalog's contract, in which a test can cause faults.
 * {@link StubCatalogTests} verifies it.
 */
class StubCatalog implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Map<String, String> PRICES = Map.of("TEA-001", "12.50", "COF-001", "8.90", "CUP", "3.99");

	private final Map<String, Integer> stock = new ConcurrentHashMap<>();

	private final Map<String, String> prices = new ConcurrentHashMap<>();

	private final Map<UUID, Map<String, Integer>> live = new ConcurrentHashMap<>();

	private final Map<UUID, StubRejection> rejections = new HashMap<>();

	private final Set<UUID> closed = new HashSet<>();

	private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

	private final AtomicInteger arrived = new AtomicInteger();

	private final HttpServer server;

	/**
	 * Status of the failure before a request is carried out; 0 for no failure. The answer
	 * is a proxy's and not the catalog's.
	 */
	volatile int failBefore;

	/** Answers as the catalog does while it cannot reach its database. */
	volatile boolean databaseOutage;

	/** Requests wait for this latch before they are carried out. */
	volatile CountDownLatch gate = new CountDownLatch(0);

	/** Answers wait for this latch after the request is carried out. */
	volatile CountDownLatch answers = new CountDownLatch(0);

	volatile int pageSize = 1000;

	StubCatalog() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::handle);
		this.server.start();
		reset();
	}

	final void reset() {
		this.gate.countDown();
		this.answers.countDown();
		this.failBefore = 0;
		this.databaseOutage = false;
		this.pageSize = 1000;
		synchronized (this) {
			PRICES.forEach((sku, price) -> offer(sku, price, 1000));
			this.live.clear();
			this.rejections.clear();
			this.closed.clear();
			this.requests.clear();
		}
	}

	String url() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	/** Adds a product, or changes its price and stock. */
	final void offer(String sku, String price, int available) {
		this.prices.put(sku, price);
		this.stock.put(sku, available);
	}

	void setStock(String sku, int available) {
		this.stock.put(sku, available);
	}

	int stock(String sku) {
		return this.stock.get(sku);
	}

	boolean isReserved(UUID order) {
		return this.live.containsKey(order);
	}

	int reservations() {
		return this.live.size();
	}

	/** Adds a reservation for this order without changing the stock. */
	void hold(UUID order) {
		this.live.put(order, Map.of("CUP", 1));
	}

	/** Removes a reservation. */
	void forget(UUID order) {
		this.live.remove(order);
	}

	/** Reserves as another client would, and returns the status of the answer. */
	int reserve(UUID order, Map<String, Integer> lines) {
		return put(order, lines).status();
	}

	/** Cancels as another client would. */
	void cancel(UUID order) {
		delete(order);
	}

	/** Writing requests, as {@code METHOD order}. */
	List<String> requests() {
		return List.copyOf(this.requests);
	}

	/** Number of all requests since the stub was created, including failed ones. */
	int arrived() {
		return this.arrived.get();
	}

	long count(String request) {
		return this.requests.stream().filter(request::equals).count();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.arrived.incrementAndGet();
		StubAnswer answer = (this.failBefore != 0) ? new StubAnswer(this.failBefore, "{\"type\":\"about:blank\"}")
				: answer(exchange);
		await(this.answers);
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders()
			.set("Content-Type", (answer.status() < 400) ? "application/json" : "application/problem+json");
		exchange.getResponseHeaders().set("Served-By", "catalog-1");
		if (this.databaseOutage) {
			exchange.getResponseHeaders().set("Retry-After", "1");
		}
		exchange.sendResponseHeaders(answer.status(), (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private StubAnswer answer(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		if (authorization == null || !authorization.startsWith("Bearer ")) {
			return problem(401, "unauthorized", "");
		}
		if (this.databaseOutage) {
			return problem(503, "unavailable", "");
		}
		String method = exchange.getRequestMethod();
		if (method.equals("GET")) {
			return list(exchange.getRequestURI().getQuery());
		}
		UUID order = UUID.fromString(exchange.getRequestURI().getPath().substring("/reservations/".length()));
		this.requests.add(method + " " + order);
		await(this.gate);
		return method.equals("PUT") ? put(order, lines(body)) : delete(order);
	}

	private synchronized StubAnswer put(UUID order, Map<String, Integer> lines) {
		if (this.closed.contains(order)) {
			return problem(409, "reservation-cancelled", "");
		}
		StubRejection rejection = this.rejections.get(order);
		if (rejection != null) {
			return rejection.lines().equals(lines) ? rejection.answer() : problem(409, "reservation-differs", "");
		}
		Map<String, Integer> existing = this.live.get(order);
		if (existing != null) {
			return existing.equals(lines) ? reserved(order, lines) : problem(409, "reservation-differs", "");
		}
		String tooFew = lines.entrySet()
			.stream()
			.filter((line) -> this.stock.getOrDefault(line.getKey(), 0) < line.getValue())
			.map((line) -> "{\"sku\":\"%s\",\"requested\":%d,\"available\":%d}".formatted(line.getKey(),
					line.getValue(), this.stock.getOrDefault(line.getKey(), 0)))
			.collect(Collectors.joining(","));
		if (!tooFew.isEmpty()) {
			StubAnswer answer = problem(409, "insufficient-stock", ",\"short\":[" + tooFew + "]");
			this.rejections.put(order, new StubRejection(lines, answer));
			return answer;
		}
		lines.forEach((sku, quantity) -> this.stock.merge(sku, -quantity, Integer::sum));
		this.live.put(order, lines);
		return reserved(order, lines);
	}

	private synchronized StubAnswer delete(UUID order) {
		this.closed.add(order);
		Map<String, Integer> lines = this.live.remove(order);
		if (lines != null) {
			lines.forEach((sku, quantity) -> this.stock.merge(sku, quantity, Integer::sum));
		}
		return new StubAnswer(204, "");
	}

	private StubAnswer list(String query) {
		String after = parameter(query, "after", "");
		int limit = Math.min(this.pageSize, Integer.parseInt(parameter(query, "limit", "100")));
		List<String> ids = this.live.keySet()
			.stream()
			.map(UUID::toString)
			.sorted()
			.filter((id) -> id.compareTo(after) > 0)
			.toList();
		List<String> page = ids.subList(0, Math.min(limit, ids.size()));
		String items = page.stream()
			.map((id) -> "{\"orderId\":\"%s\",\"lines\":[]}".formatted(id))
			.collect(Collectors.joining(","));
		String next = (page.size() < ids.size()) ? ",\"next\":\"" + page.getLast() + "\"" : "";
		return new StubAnswer(200, "{\"items\":[" + items + "]" + next + "}");
	}

	private static String parameter(String query, String name, String absent) {
		return query.contains(name + "=") ? query.replaceAll(".*" + name + "=([^&]*).*", "$1") : absent;
	}

	private StubAnswer reserved(UUID order, Map<String, Integer> lines) {
		String priced = lines.entrySet()
			.stream()
			.map((line) -> ("{\"sku\":\"%s\",\"quantity\":%d,\"unitPrice\":"
					+ "{\"amount\":\"%s\",\"currency\":\"EUR\"},\"unknown\":true}")
				.formatted(line.getKey(), line.getValue(), this.prices.get(line.getKey())))
			.collect(Collectors.joining(","));
		return new StubAnswer(200, "{\"orderId\":\"%s\",\"lines\":[%s],\"total\":{}}".formatted(order, priced));
	}

	private static StubAnswer problem(int status, String slug, String more) {
		return new StubAnswer(status,
				"{\"type\":\"https://marea.dev/problems/%s\",\"status\":%d%s}".formatted(slug, status, more));
	}

	private static Map<String, Integer> lines(byte[] body) {
		Map<String, Integer> lines = new TreeMap<>();
		for (JsonNode line : JSON.readTree(body).get("lines")) {
			lines.put(line.get("sku").asString(), line.get("quantity").asInt());
		}
		return lines;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private record StubAnswer(int status, String body) {
	}

	/**
	 * A final refusal.
	 *
	 * @param lines refused quantities by SKU
	 */
	private record StubRejection(Map<String, Integer> lines, StubAnswer answer) {
	}

	/** Configures the stub as the service's catalog. */
	@TestConfiguration(proxyBeanMethods = false)
	static class Configuration {

		@Bean
		StubCatalog stubCatalog() {
			return new StubCatalog();
		}

		@Bean
		DynamicPropertyRegistrar stubCatalogAddress(StubCatalog catalog) {
			return (registry) -> registry.add("marea.discovery.fixed.catalog-service", catalog::url);
		}

	}

}
