package dev.marea.order.web;

import java.net.URI;
import java.util.UUID;

import dev.marea.order.Order;
import dev.marea.order.OrderService;
import dev.marea.order.UnknownOrderException;
import dev.marea.service.audit.AuditNotes;
import dev.marea.service.audit.Audited;
import dev.marea.service.page.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/orders", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "orders", description = "The caller's own orders")
class OrderController {

	private final OrderService orders;

	OrderController(OrderService orders) {
		this.orders = orders;
	}

	@Audited("order.place")
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "placeOrder", summary = "Places an order",
			description = "The stock of all lines is reserved, or of none: the order is CONFIRMED or REJECTED. "
					+ "A repeated key always gets the same answer. "
					+ "After a 503 the order may be confirmed later; repeat the key to learn its status.")
	@Parameter(in = ParameterIn.HEADER, name = Requests.IDEMPOTENCY_KEY, required = true,
			description = "Key of this order, chosen by the caller",
			schema = @Schema(type = "string", pattern = Requests.KEY_PATTERN))
	@ApiResponse(responseCode = "201", description = "The order, CONFIRMED or REJECTED", useReturnTypeSchema = true,
			headers = @Header(name = "Location", description = "The order",
					schema = @Schema(type = "string", format = "uri-reference")))
	@ApiResponse(responseCode = "400", description = "The request is not valid")
	@ApiResponse(responseCode = "409", description = "The order of this key is being processed")
	@ApiResponse(responseCode = "422", description = "The key was used for another order")
	ResponseEntity<OrderBody> place(@Parameter(hidden = true) @RequestHeader HttpHeaders headers,
			@Valid @RequestBody PlaceOrder request, @Parameter(hidden = true) @AuthenticationPrincipal Jwt token) {
		Order order = this.orders.place(Requests.owner(token), Requests.idempotencyKey(headers), request.toLines());
		AuditNotes.add("status", order.status());
		return ResponseEntity.created(URI.create("/orders/" + order.id())).body(OrderBody.asPlaced(order));
	}

	@GetMapping("/{id}")
	@Operation(operationId = "getOrder", summary = "One of the caller's orders")
	@ApiResponse(responseCode = "200", description = "The order", useReturnTypeSchema = true)
	@ApiResponse(responseCode = "404", description = "The caller has no such order")
	OrderBody get(@Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable String id,
			@Parameter(hidden = true) @AuthenticationPrincipal Jwt token) {
		return OrderBody.of(this.orders.get(Requests.owner(token), knownId(id)));
	}

	@GetMapping
	@Operation(operationId = "listOrders", summary = "The caller's orders, newest first")
	@ApiResponse(responseCode = "200", description = "A page of orders", useReturnTypeSchema = true)
	Page<OrderBody> list(@Parameter(description = "The field 'next' of the previous page",
			schema = @Schema(type = "string", format = "uuid")) @RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "20") @Min(1) @Max(100) @Parameter(allowEmptyValue = true) int limit,
			@Parameter(hidden = true) @AuthenticationPrincipal Jwt token) {
		Page<Order> page = this.orders.list(Requests.owner(token), Requests.cursor(after), limit);
		return new Page<>(page.items().stream().map(OrderBody::of).toList(), page.next());
	}

	@Audited("order.cancel")
	@DeleteMapping("/{id}")
	@Operation(operationId = "cancelOrder", summary = "Cancels one of the caller's orders",
			description = "Releases the stock. Cancelling a cancelled order changes nothing.")
	@ApiResponse(responseCode = "200", description = "The order, CANCELLED", useReturnTypeSchema = true)
	@ApiResponse(responseCode = "404", description = "The caller has no such order")
	@ApiResponse(responseCode = "409", description = "The order was rejected, or is being processed")
	OrderBody cancel(@Parameter(schema = @Schema(type = "string", format = "uuid")) @PathVariable String id,
			@Parameter(hidden = true) @AuthenticationPrincipal Jwt token) {
		return OrderBody.of(this.orders.cancel(Requests.owner(token), knownId(id)));
	}

	/** A malformed id is answered 404, like an unknown id. */
	private static UUID knownId(String id) {
		return Requests.id(id).orElseThrow(UnknownOrderException::new);
	}

}
