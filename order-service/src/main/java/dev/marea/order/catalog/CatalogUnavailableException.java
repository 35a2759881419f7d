package dev.marea.order.catalog;

/**
 * The catalog gave no answer that decides anything: it cannot be reached, is overloaded,
 * too slow, or broken. Whether it did what was asked for is not known.
 */
public class CatalogUnavailableException extends RuntimeException {

	CatalogUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

	CatalogUnavailableException(String message) {
		super(message);
	}

}
