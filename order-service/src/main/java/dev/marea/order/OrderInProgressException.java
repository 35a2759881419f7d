package dev.marea.order;

import java.util.UUID;

/** Another attempt holds the lease of the order. */
public class OrderInProgressException extends RuntimeException {

	OrderInProgressException(UUID order) {
		super("The order " + order + " is being processed.");
	}

}
