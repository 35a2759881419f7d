package dev.marea.catalog.reservation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import dev.marea.catalog.product.Money;

/**
 * Outcome of an order's reservation request. It is decided once: a repeated request gets
 * the same answer, even if the stock has changed since.
 *
 * @param lines in the order of their SKUs; empty if the cancellation came before the
 * request
 */
public record Reservation(UUID orderId, Status status, List<ReservationLine> lines) {

	/** Whether the request was for exactly these quantities by SKU. */
	boolean isFor(SortedMap<String, Integer> quantities) {
		return quantities().equals(quantities);
	}

	SortedMap<String, Integer> quantities() {
		SortedMap<String, Integer> quantities = new TreeMap<>();
		this.lines.forEach((line) -> quantities.put(line.sku(), line.quantity()));
		return quantities;
	}

	/** Lines with insufficient stock. */
	public List<ReservationLine> shortLines() {
		return this.lines.stream().filter(ReservationLine::isShort).toList();
	}

	/** Price of all lines of a live reservation. */
	public Money total() {
		return this.lines.stream().map(ReservationLine::price).reduce(Money::plus).orElseThrow();
	}

	/**
	 * Status of a reservation.
	 */
	public enum Status {

		/** The order holds the stock. */
		LIVE,

		/** The stock of a line was insufficient, so the order holds none. */
		REJECTED,

		/** The stock is released; the order can never hold any again. */
		CANCELLED

	}

}
