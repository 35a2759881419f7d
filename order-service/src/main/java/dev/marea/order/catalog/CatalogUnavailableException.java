package dev.marea.order.catalog;

/**
 * The catalog did not decide the request. It is unreachable, overloaded, too slow or
 * failing, or its circuit breaker is open. The catalog may or may not have carried out
 * the request.
 */
public class CatalogUnavailableException extends RuntimeException {

	CatalogUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

	CatalogUnavailableException(String message) {
		super(message);
	}

}
