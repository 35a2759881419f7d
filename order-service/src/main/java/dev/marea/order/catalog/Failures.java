package dev.marea.order.catalog;

import org.springframework.http.HttpHeaders;
import org.springframework.web.client.HttpStatusCodeException;
import org.springframework.web.client.ResourceAccessException;

/**
 * Distinguishes failures of the whole catalog from failures of one request.
 */
final class Failures {

	private Failures() {
	}

	static CatalogUnavailableException of(Throwable cause) {
		return switch (cause) {
			case CatalogUnavailableException unavailable -> unavailable;
			case ResourceAccessException ex -> new NoAnswerException(String.valueOf(ex.getMessage()), ex);
			case HttpStatusCodeException ex when isNoAnswer(ex) -> new NoAnswerException(message(ex), ex);
			case HttpStatusCodeException ex -> new CatalogUnavailableException(message(ex), ex);
			default -> new CatalogUnavailableException(String.valueOf(cause.getMessage()), cause);
		};
	}

	/**
	 * A 500 is the failure of one request. If the breaker counted it, one bad order could
	 * stop all others. A 503 with {@code Retry-After} comes from a catalog that is full.
	 * An open breaker would also stop the requests that it can serve.
	 */
	private static boolean isNoAnswer(HttpStatusCodeException ex) {
		return switch (ex.getStatusCode().value()) {
			case 502, 504 -> true;
			case 503 ->
				ex.getResponseHeaders() == null || ex.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER) == null;
			default -> false;
		};
	}

	private static String message(HttpStatusCodeException ex) {
		return "The catalog answered " + ex.getStatusCode();
	}

}
