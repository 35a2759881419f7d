package dev.marea.catalog.reservation.web;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.marea.catalog.product.Product;
import dev.marea.service.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.http.HttpStatus;

/**
 * Request to reserve stock for an order.
 *
 * @param lines at most one line per product
 */
record ReservationRequest(@NotNull @Size(min = 1, max = 100) List<@NotNull @Valid Line> lines) {

	SortedMap<String, Integer> quantities() {
		SortedMap<String, Integer> quantities = new TreeMap<>();
		for (Line line : this.lines) {
			if (quantities.put(line.sku(), line.quantity()) != null) {
				throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
						"There are two lines for " + line.sku() + ".")
					.field("lines");
			}
		}
		return quantities;
	}

	record Line(@NotNull @Pattern(regexp = "^" + Product.SKU + "$", message = "must be a sku") String sku,
			@NotNull @Min(1) @Max(10_000) Integer quantity) {
	}

}
