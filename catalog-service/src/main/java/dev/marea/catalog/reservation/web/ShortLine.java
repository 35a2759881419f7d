package dev.marea.catalog.reservation.web;

import dev.marea.catalog.reservation.ReservationLine;

/**
 * A product of which there was not enough.
 */
record ShortLine(String sku, int requested, int available) {

	static ShortLine of(ReservationLine line) {
		return new ShortLine(line.sku(), line.quantity(), line.available());
	}

}
