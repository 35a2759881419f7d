package dev.marea.catalog.reservation.web;

import java.util.UUID;

import dev.marea.catalog.reservation.Reservation;
import dev.marea.catalog.reservation.Reservations;
import dev.marea.service.audit.Audited;
import dev.marea.service.page.Page;
import dev.marea.service.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * API for the order service only; the gateway does not publish it.
 */
@RestController
@RequestMapping(path = "/reservations", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "reservations", description = "Stock that orders hold; scope stock:reserve")
@SecurityRequirement(name = "bearer")
class ReservationController {

	private final Reservations reservations;

	ReservationController(Reservations reservations) {
		this.reservations = reservations;
	}

	@Audited("stock.reserve")
	@PutMapping(path = "/{orderId}", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "reserve",
			summary = "Reserves all lines or none; the same request again gets the same answer")
	@ApiResponse(responseCode = "200", description = "Reserved, at these prices")
	@ApiResponse(responseCode = "409",
			description = "insufficient-stock with the short lines, reservation-cancelled, or reservation-differs")
	Reserved reserve(@PathVariable UUID orderId, @RequestBody @Valid ReservationRequest request) {
		Reservation reservation = this.reservations.reserve(orderId, request.quantities());
		return switch (reservation.status()) {
			case LIVE -> Reserved.of(reservation);
			case REJECTED -> throw new ProblemException(HttpStatus.CONFLICT, "insufficient-stock",
					"There is not enough of everything.")
				.with("short", reservation.shortLines().stream().map(ShortLine::of).toList());
			case CANCELLED -> throw new ProblemException(HttpStatus.CONFLICT, "reservation-cancelled",
					"The reservation was cancelled.");
		};
	}

	@Audited("stock.give-back")
	@DeleteMapping("/{orderId}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@ApiResponse(responseCode = "204", description = "Nothing is reserved for the order")
	@Operation(operationId = "cancelReservation",
			summary = "Releases the stock; a later request of the order reserves nothing")
	void cancel(@PathVariable UUID orderId) {
		this.reservations.cancel(orderId);
	}

	@GetMapping
	@Operation(operationId = "listReservations", summary = "Live reservations in the order of their ids")
	Page<Live> live(@RequestParam(required = false) @Nullable UUID after,
			@RequestParam(defaultValue = "100") @Min(1) @Max(1000) @Parameter(allowEmptyValue = true) int limit) {
		Page<Reservation> page = this.reservations.live(after, limit);
		return new Page<>(page.items().stream().map(Live::of).toList(), page.next());
	}

}
