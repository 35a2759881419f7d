package dev.marea.order.catalog;

/**
 * No instance of the catalog answered: no connection, no answer in time, or a proxy's
 * answer in its place. The circuit breaker counts these and no other failure; see
 * {@code record-exceptions} in application.yaml.
 */
final class NoAnswerException extends CatalogUnavailableException {

	NoAnswerException(String message, Throwable cause) {
		super(message, cause);
	}

}
