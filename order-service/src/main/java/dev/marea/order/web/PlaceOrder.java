package dev.marea.order.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.marea.order.OrderLine;
import dev.marea.order.OrderLines;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Request to place an order.
 *
 * @param lines one line per product
 */
@Schema(name = "NewOrder", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record PlaceOrder(
		@NotNull @Size(min = 1, max = 20) @ArraySchema(uniqueItems = true) List<@NotNull @Valid RequestedLine> lines) {

	@JsonIgnore
	@AssertTrue(message = "must name each product once")
	boolean isEachProductOnce() {
		if (this.lines == null) {
			return true;
		}
		Set<String> skus = new HashSet<>();
		return this.lines.stream().allMatch((line) -> line == null || line.sku() == null || skus.add(line.sku()));
	}

	OrderLines toLines() {
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
