package dev.marea.catalog.reservation;

/** The order has requested other lines before. */
public class ReservationDiffersException extends RuntimeException {

	ReservationDiffersException() {
		super("The order has asked for other lines before.");
	}

}
