package dev.marea.order;

/**
 * {@code PENDING → CONFIRMED | REJECTED} and {@code CONFIRMED → CANCELLING → CANCELLED}.
 */
public enum OrderStatus {

	/** Written with its key; the stock may or may not be reserved yet. */
	PENDING,

	/** All of its stock is reserved. */
	CONFIRMED,

	/** The stock did not suffice; nothing is reserved, nor will be. */
	REJECTED,

	/** To be cancelled; the stock may or may not be given back yet. */
	CANCELLING,

	/** All of its stock is given back. */
	CANCELLED;

	/** Whether somebody still has to bring the order to an end. */
	public boolean isUnfinished() {
		return this == PENDING || this == CANCELLING;
	}

}
