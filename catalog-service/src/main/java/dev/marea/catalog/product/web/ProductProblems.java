package dev.marea.catalog.product.web;

import dev.marea.catalog.product.ForeignCurrencyException;
import dev.marea.catalog.product.ProductChangedException;
import dev.marea.catalog.product.ProductExistsException;
import dev.marea.catalog.product.UnknownProductException;
import dev.marea.catalog.stock.ProductReservedException;
import dev.marea.catalog.stock.StockReservedException;
import dev.marea.service.problem.ProblemException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Problem details for the exceptions of products and their stock.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProductProblems {

	@ExceptionHandler
	ErrorResponse unknown(UnknownProductException ex) {
		return new ProblemException(HttpStatus.NOT_FOUND, "not-found", ex.getMessage());
	}

	@ExceptionHandler
	ErrorResponse exists(ProductExistsException ex) {
		return new ProblemException(HttpStatus.CONFLICT, "product-exists", ex.getMessage());
	}

	@ExceptionHandler
	ErrorResponse changed(ProductChangedException ex) {
		return new ProblemException(HttpStatus.PRECONDITION_FAILED, "precondition-failed", ex.getMessage());
	}

	@ExceptionHandler
	ErrorResponse foreignCurrency(ForeignCurrencyException ex) {
		return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-request", ex.getMessage())
			.field("price.currency");
	}

	@ExceptionHandler
	ErrorResponse stockReserved(StockReservedException ex) {
		return new ProblemException(HttpStatus.CONFLICT, "stock-reserved", ex.getMessage());
	}

	@ExceptionHandler
	ErrorResponse productReserved(ProductReservedException ex) {
		return new ProblemException(HttpStatus.CONFLICT, "product-reserved", ex.getMessage());
	}

}
