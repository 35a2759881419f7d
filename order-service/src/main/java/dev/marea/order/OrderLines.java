package dev.marea.order;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.marea.order.money.Money;

/**
 * All lines of an order, in the order of the request.
 */
public record OrderLines(List<OrderLine> lines) {

	public OrderLines {
		lines = List.copyOf(lines);
		if (lines.isEmpty() || lines.stream().map(OrderLine::sku).distinct().count() < lines.size()) {
			throw new IllegalArgumentException("An order needs at least one line, and one line per product");
		}
	}

	/**
	 * Hash of the requested products and quantities. It stays the same when prices or
	 * available stock are added to the lines.
	 */
	String fingerprint() {
		StringBuilder request = new StringBuilder();
		this.lines.forEach((line) -> request.append(line.sku()).append('\t').append(line.quantity()).append('\n'));
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256")
					.digest(request.toString().getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Adds the price of every product.
	 * @throws IllegalArgumentException if a product has no price
	 */
	OrderLines priced(Map<String, Money> unitPrices) {
		return new OrderLines(this.lines.stream().map((line) -> {
			Money unitPrice = unitPrices.get(line.sku());
			if (unitPrice == null) {
				throw new IllegalArgumentException("No price for " + line.sku());
			}
			return line.priced(unitPrice);
		}).toList());
	}

	/** Adds the available stock of the products whose stock was insufficient. */
	OrderLines shortOf(Map<String, Integer> available) {
		return new OrderLines(this.lines.stream().map((line) -> line.shortOf(available.get(line.sku()))).toList());
	}

	/** Price of all lines; every line must have its price. */
	Money total() {
		return this.lines.stream()
			.map((line) -> Objects.requireNonNull(line.unitPrice()).times(line.quantity()))
			.reduce(Money::plus)
			.orElseThrow();
	}

}
