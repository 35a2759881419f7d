package dev.marea.order.web;

import java.time.Duration;

import dev.marea.order.KeyReusedException;
import dev.marea.order.OrderInProgressException;
import dev.marea.order.OrderNotCancellableException;
import dev.marea.order.UnknownOrderException;
import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.service.problem.ProblemException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Problem details for the exceptions of orders.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class OrderProblems {

	/** An attempt takes milliseconds, and the worker runs every second. */
	private static final Duration SOON = Duration.ofSeconds(1);

	@ExceptionHandler
	ErrorResponse unknown(UnknownOrderException ex) {
		return new ProblemException(HttpStatus.NOT_FOUND, "not-found", "There is no such order.");
	}

	@ExceptionHandler
	ErrorResponse keyReused(KeyReusedException ex) {
		return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused",
				"The Idempotency-Key was used for another order.");
	}

	@ExceptionHandler
	ErrorResponse inProgress(OrderInProgressException ex) {
		return new ProblemException(HttpStatus.CONFLICT, "order-in-progress",
				"The order is being processed. Send the same request again later.")
			.retryAfter(SOON);
	}

	@ExceptionHandler
	ErrorResponse notCancellable(OrderNotCancellableException ex) {
		return new ProblemException(HttpStatus.CONFLICT, "order-not-cancellable",
				"The order was rejected: there is nothing to cancel.");
	}

	@ExceptionHandler
	ErrorResponse catalogUnavailable(CatalogUnavailableException ex) {
		return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "catalog-unavailable",
				"The catalog cannot be reached. The order is finished once it can be reached; "
						+ "then the same request is answered.")
			.retryAfter(SOON);
	}

}
