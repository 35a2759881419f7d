package dev.marea.order.catalog;

/**
 * The catalog gave no answer that decides anything: it cannot be reached, is overloaded,
 * too slow, or broken, or its circuit breaker is open. Whether it carried out the request
 * is not known.
 */
public class CatalogUnavailableException extends RuntimeException {

	CatalogUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

	CatalogUnavailableException(String message) {
		super(message);
	}

}
