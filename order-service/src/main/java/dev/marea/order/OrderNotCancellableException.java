package dev.marea.order;

import java.util.UUID;

/** There is nothing to cancel: the order was rejected. */
public class OrderNotCancellableException extends RuntimeException {

	OrderNotCancellableException(UUID order) {
		super("The order " + order + " was rejected.");
	}

}
