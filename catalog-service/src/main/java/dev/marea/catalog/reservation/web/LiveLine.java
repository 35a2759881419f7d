package dev.marea.catalog.reservation.web;

import java.util.List;
import java.util.Objects;

import dev.marea.catalog.product.Money;
import dev.marea.catalog.reservation.Reservation;

/**
 * What is reserved of a product, and at which price.
 */
record LiveLine(String sku, int quantity, Money unitPrice) {

	static List<LiveLine> of(Reservation reservation) {
		return reservation.lines()
			.stream()
			.map((line) -> new LiveLine(line.sku(), line.quantity(), Objects.requireNonNull(line.unitPrice())))
			.toList();
	}

}
