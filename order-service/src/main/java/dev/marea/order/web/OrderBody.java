package dev.marea.order.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.marea.order.Order;
import dev.marea.order.OrderLine;
import dev.marea.order.OrderStatus;
import dev.marea.order.money.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An order in an answer to its owner.
 *
 * @param total price of all lines; absent until the order is confirmed
 * @param rejection why the order was rejected; absent unless it is rejected
 */
@Schema(name = "Order", requiredProperties = { "id", "status", "lines", "placedAt" })
record OrderBody(UUID id, OrderStatus status, List<PlacedLine> lines, @Nullable Money total,
		@Nullable Rejection rejection, Instant placedAt) {

	static OrderBody of(Order order) {
		return of(order, order.status());
	}

	/**
	 * The order as it was placed, even if it was cancelled since. A repeated key always
	 * gets the first answer.
	 */
	static OrderBody asPlaced(Order order) {
		return of(order, switch (order.status()) {
			case CANCELLING, CANCELLED -> OrderStatus.CONFIRMED;
			default -> order.status();
		});
	}

	private static OrderBody of(Order order, OrderStatus status) {
		List<OrderLine> lines = order.lines().lines();
		return new OrderBody(order.id(), status, lines.stream().map(PlacedLine::of).toList(), order.total(),
				(order.rejection() != null) ? Rejection.of(order.rejection(), lines) : null, order.placedAt());
	}

	/**
	 * Quantity of one product.
	 *
	 * @param unitPrice absent until the order is confirmed
	 */
	@Schema(name = "OrderLine", requiredProperties = { "sku", "quantity" })
	record PlacedLine(String sku, int quantity, @Nullable Money unitPrice) {

		static PlacedLine of(OrderLine line) {
			return new PlacedLine(line.sku(), line.quantity(), line.unitPrice());
		}

	}

	/**
	 * Why an order was rejected.
	 *
	 * @param shortages products with insufficient stock; absent if they are unknown
	 */
	@Schema(name = "Rejection", requiredProperties = "reason")
	record Rejection(@Schema(example = "insufficient-stock") String reason,
			@JsonProperty("short") @Nullable List<Shortage> shortages) {

		static Rejection of(String reason, List<OrderLine> lines) {
			List<Shortage> shortages = lines.stream()
				.filter((line) -> line.available() != null)
				.map((line) -> new Shortage(line.sku(), line.quantity(), line.available()))
				.toList();
			return new Rejection(reason, shortages.isEmpty() ? null : shortages);
		}

	}

	/** A product whose requested quantity exceeded the stock. */
	@Schema(name = "Shortage", requiredProperties = { "sku", "requested", "available" })
	record Shortage(String sku, int requested, int available) {
	}

}
