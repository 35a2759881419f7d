package dev.marea.service.problem;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers 503 with {@code Retry-After}, and not 500, if the database is unreachable, full
 * or contended.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseProblemAdvice {

	private static final Logger logger = LoggerFactory.getLogger(DatabaseProblemAdvice.class);

	@ExceptionHandler({ CannotCreateTransactionException.class, DataAccessResourceFailureException.class,
			RecoverableDataAccessException.class, TransientDataAccessException.class,
			TransactionSystemException.class })
	ResponseEntity<Object> unavailable(Exception ex) {
		logger.warn("Database unavailable: {}", ex.getMessage());
		ProblemException problem = new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
				"The service cannot reach its database now.")
			.retryAfter(Duration.ofSeconds(1));
		return ResponseEntity.status(problem.getStatusCode()).headers(problem.getHeaders()).body(problem.getBody());
	}

}
