package dev.marea.order.catalog;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PutExchange;

/**
 * The part of the catalog's API that orders need. Without an {@code Authorization} the
 * catalog answers 401.
 */
interface CatalogApi {

	/** Answers 200 with prices, or 409 with a {@link Answers.Refusal}. */
	@PutExchange(url = "/reservations/{order}", contentType = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Answers.Priced> reserve(
			@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
			@PathVariable UUID order, @RequestBody Lines lines);

	/** Answers 204, even if nothing is reserved. */
	@DeleteExchange("/reservations/{order}")
	ResponseEntity<Void> giveBack(
			@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
			@PathVariable UUID order);

	/**
	 * A page of the live reservations.
	 * @param limit 1 to 1000
	 * @param after {@code next} of the previous page
	 */
	@GetExchange("/reservations")
	ResponseEntity<Answers.LivePage> reservations(
			@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
			@RequestParam int limit, @RequestParam(required = false) @Nullable String after);

	/** Body of a reservation request. */
	record Lines(List<ReservationLine> lines) {
	}

}
