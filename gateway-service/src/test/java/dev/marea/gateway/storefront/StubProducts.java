package dev.marea.gateway.storefront;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;

/**
 * 45 products, ART-001 to ART-045. The second has a stock of 1, each other one of 100.
 */
final class StubProducts {

	/** A product name that is markup if a page does not escape it. */
	static final String HOSTILE_NAME = "<img src=x onerror=alert(1)>";

	private final List<Map<String, Object>> products = new ArrayList<>(
			IntStream.rangeClosed(1, 45).mapToObj(StubProducts::product).toList());

	List<Map<String, Object>> all() {
		return this.products;
	}

	List<String> categories() {
		return this.products.stream().map((product) -> product.get("category").toString()).distinct().sorted().toList();
	}

	/** Sets all texts of the first product. */
	void say(String text) {
		Map<String, Object> first = new LinkedHashMap<>(this.products.getFirst());
		first.put("category", text);
		first.put("name", Map.of("en", text, "es", text));
		first.put("description", Map.of("en", text, "es", text));
		this.products.set(0, first);
	}

	private static Map<String, Object> product(int number) {
		String category = List.of("tea", "coffee", "ceramics").get(number % 3);
		String english = (number == 3) ? HOSTILE_NAME : "Tide %s no. %d".formatted(category, number);
		return Map.of("sku", "ART-%03d".formatted(number), "category", category, "name",
				Map.of("en", english, "es", "Marea de %s n.º %d".formatted(category, number)), "description",
				Map.of("en", "From the coast.", "es", "De la costa."), "price",
				Map.of("amount", "%d.50".formatted(number), "currency", "EUR"), "available", (number == 2) ? 1 : 100,
				"version", 1);
	}

	Map<String, Object> find(String sku) {
		return this.products.stream().filter((product) -> product.get("sku").equals(sku)).findFirst().orElseThrow();
	}

	/** Creates an order of these lines; the stock decides whether it is confirmed. */
	Map<String, Object> order(JsonNode lines) {
		Map<String, Object> order = new LinkedHashMap<>();
		order.put("id", UUID.randomUUID().toString());
		BigDecimal total = BigDecimal.ZERO;
		List<Object> placed = new ArrayList<>();
		List<Object> wanting = new ArrayList<>();
		for (JsonNode line : lines) {
			Map<String, Object> product = find(line.get("sku").asString());
			int quantity = line.get("quantity").asInt();
			Map<?, ?> price = (Map<?, ?>) product.get("price");
			total = total.add(new BigDecimal(price.get("amount").toString()).multiply(BigDecimal.valueOf(quantity)));
			placed.add(Map.of("sku", product.get("sku"), "quantity", quantity, "unitPrice", price));
			if ((int) product.get("available") < quantity) {
				wanting.add(Map.of("sku", product.get("sku"), "requested", quantity, "available",
						product.get("available")));
			}
		}
		order.put("status", wanting.isEmpty() ? "CONFIRMED" : "REJECTED");
		order.put("lines", placed);
		order.put("total", Map.of("amount", total.toPlainString(), "currency", "EUR"));
		order.put("placedAt", "2026-05-04T10:00:00Z");
		if (!wanting.isEmpty()) {
			order.put("rejection", Map.of("reason", "insufficient-stock", "short", wanting));
		}
		return order;
	}

}
