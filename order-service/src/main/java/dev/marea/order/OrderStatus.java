package dev.marea.order;

/**
 * {@code PENDING → CONFIRMED | REJECTED} and {@code CONFIRMED → CANCELLING → CANCELLED}.
 */
public enum OrderStatus {

	/** The order is stored with its key; its stock may or may not be reserved yet. */
	PENDING,

	/** The stock of all lines is reserved. */
	CONFIRMED,

	/** The stock was insufficient; none is reserved, and none ever will be. */
	REJECTED,

	/** The cancellation has begun; the stock may or may not be released yet. */
	CANCELLING,

	/** The stock of all lines is released. */
	CANCELLED;

	/** Whether an attempt still has to finish the order. */
	public boolean isUnfinished() {
		return this == PENDING || this == CANCELLING;
	}

}
