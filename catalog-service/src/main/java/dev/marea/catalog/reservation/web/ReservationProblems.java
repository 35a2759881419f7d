package dev.marea.catalog.reservation.web;

import dev.marea.catalog.reservation.ReservationDiffersException;
import dev.marea.service.problem.ProblemException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Problem details for the exceptions of reservations.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ReservationProblems {

	@ExceptionHandler
	ErrorResponse differs(ReservationDiffersException ex) {
		return new ProblemException(HttpStatus.CONFLICT, "reservation-differs", ex.getMessage());
	}

}
