package dev.marea.order;

/** The key stands for an order of other lines. */
public class KeyReusedException extends RuntimeException {

	KeyReusedException(String key) {
		super("The key '" + key + "' was used for another order.");
	}

}
