package dev.marea.catalog.reservation.web;

import java.util.List;
import java.util.Objects;

import dev.marea.catalog.product.Money;
import dev.marea.catalog.reservation.Reservation;

/**
 * Reserved quantity of a product, and its price.
 */
record LiveLine(String sku, int quantity, Money unitPrice) {

	static List<LiveLine> of(Reservation reservation) {
		return reservation.lines()
			.stream()
			.map((line) -> new LiveLine(line.sku(), line.quantity(), Objects.requireNonNull(line.unitPrice())))
			.toList();
	}

}
