package dev.marea.order;

/** The idempotency key belongs to an order with other lines. */
public class KeyReusedException extends RuntimeException {

	KeyReusedException(String key) {
		super("The key '" + key + "' was used for another order.");
	}

}
