package dev.marea.order;

import java.util.UUID;

/** The order was rejected, so there is nothing to cancel. */
public class OrderNotCancellableException extends RuntimeException {

	OrderNotCancellableException(UUID order) {
		super("The order " + order + " was rejected.");
	}

}
