package dev.marea.catalog.productimport.web;

import dev.marea.catalog.productimport.BadLinesException;
import dev.marea.catalog.productimport.TooManyLinesException;
import dev.marea.service.problem.ProblemException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Problem details for the exceptions of an import.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ImportProblems {

	@ExceptionHandler
	ErrorResponse badLines(BadLinesException ex) {
		return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-request", ex.getMessage()).with("lines",
				ex.lines());
	}

	@ExceptionHandler
	ErrorResponse tooManyLines(TooManyLinesException ex) {
		return new ProblemException(HttpStatus.CONTENT_TOO_LARGE, "content-too-large", ex.getMessage());
	}

}
