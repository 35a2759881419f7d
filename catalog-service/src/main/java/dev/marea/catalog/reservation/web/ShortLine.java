package dev.marea.catalog.reservation.web;

import dev.marea.catalog.reservation.ReservationLine;

/**
 * A product with insufficient stock.
 */
record ShortLine(String sku, int requested, int available) {

	static ShortLine of(ReservationLine line) {
		return new ShortLine(line.sku(), line.quantity(), line.available());
	}

}
