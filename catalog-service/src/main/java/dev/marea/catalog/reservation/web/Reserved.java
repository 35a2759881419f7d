package dev.marea.catalog.reservation.web;

import java.util.List;
import java.util.UUID;

import dev.marea.catalog.product.Money;
import dev.marea.catalog.reservation.Reservation;

/**
 * Answer to a successful reservation request.
 */
record Reserved(UUID orderId, List<LiveLine> lines, Money total) {

	static Reserved of(Reservation reservation) {
		return new Reserved(reservation.orderId(), LiveLine.of(reservation), reservation.total());
	}

}
