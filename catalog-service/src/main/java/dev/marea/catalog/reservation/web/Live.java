package dev.marea.catalog.reservation.web;

import java.util.List;
import java.util.UUID;

import dev.marea.catalog.reservation.Reservation;

/**
 * A reservation that holds stock.
 */
record Live(UUID orderId, List<LiveLine> lines) {

	static Live of(Reservation reservation) {
		return new Live(reservation.orderId(), LiveLine.of(reservation));
	}

}
