package dev.marea.order;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.marea.order.money.Money;

/**
 * Orders of two TEA-001 that no database has.
 */
public final class SampleOrders {

	private static final Instant PLACED = Instant.parse("2026-03-01T10:00:00Z");

	private SampleOrders() {
	}

	static Order pending(Owner owner, String key) {
		return Order.place(owner, key, new OrderLines(List.of(OrderLine.of("TEA-001", 2))), PLACED,
				Duration.ofSeconds(10), null);
	}

	public static Order confirmed(Owner owner) {
		Order order = pending(owner, "key");
		order.confirm(Map.of("TEA-001", new Money(new BigDecimal("12.50"), "EUR")));
		return order;
	}

	public static Order rejected(Owner owner) {
		Order order = pending(owner, "key");
		order.reject("insufficient-stock", Map.of("TEA-001", 1));
		return order;
	}

}
