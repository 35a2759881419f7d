package dev.marea.catalog.reservation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import dev.marea.catalog.product.Money;

/**
 * What became of an order's wish for stock. Decided once, so that whoever asks again gets
 * the same answer, also when the stock has changed meanwhile.
 *
 * @param lines in the order of their skus; none where it was cancelled before it came
 */
public record Reservation(UUID orderId, Status status, List<ReservationLine> lines) {

	/** Whether the wish was for exactly these. */
	boolean isFor(SortedMap<String, Integer> quantities) {
		return quantities().equals(quantities);
	}

	SortedMap<String, Integer> quantities() {
		SortedMap<String, Integer> quantities = new TreeMap<>();
		this.lines.forEach((line) -> quantities.put(line.sku(), line.quantity()));
		return quantities;
	}

	/** Those of which there was not enough. */
	public List<ReservationLine> shortLines() {
		return this.lines.stream().filter(ReservationLine::isShort).toList();
	}

	/** Price of all lines; the reservation is a live one. */
	public Money total() {
		return this.lines.stream().map(ReservationLine::price).reduce(Money::plus).orElseThrow();
	}

	/**
	 * What a reservation can be.
	 */
	public enum Status {

		/** The stock is promised to the order. */
		LIVE,

		/** There was not enough of something, so nothing is promised. */
		REJECTED,

		/** The stock was given back, or never will be promised. */
		CANCELLED

	}

}
