package dev.marea.order;

import java.util.UUID;

/** Somebody else is at work on the order. */
public class OrderInProgressException extends RuntimeException {

	OrderInProgressException(UUID order) {
		super("The order " + order + " is being processed.");
	}

}
