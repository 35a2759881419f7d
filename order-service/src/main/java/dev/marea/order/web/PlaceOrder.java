package dev.marea.order.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.marea.order.OrderLine;
import dev.marea.order.OrderLines;
import dev.marea.service.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.http.HttpStatus;

/**
 * Request to place an order.
 *
 * @param lines one line per product
 */
@Schema(name = "NewOrder", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record PlaceOrder(
		@NotNull @Size(min = 1, max = 20) @ArraySchema(uniqueItems = true) List<@NotNull @Valid RequestedLine> lines) {

	OrderLines toLines() {
		Set<String> skus = new HashSet<>();
		for (RequestedLine line : this.lines) {
			if (!skus.add(line.sku())) {
				throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
						"There are two lines for " + line.sku() + ".")
					.field("lines");
			}
		}
		return new OrderLines(this.lines.stream().map((line) -> OrderLine.of(line.sku(), line.quantity())).toList());
	}

	/**
	 * Quantity of one product.
	 */
	@Schema(name = "NewOrderLine", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
	record RequestedLine(@NotNull @Pattern(regexp = "^[A-Z0-9][A-Z0-9-]{0,39}$") String sku,
			@NotNull @Min(1) @Max(100) Integer quantity) {
	}

}
