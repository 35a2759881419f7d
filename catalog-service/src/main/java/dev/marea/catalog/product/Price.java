package dev.marea.catalog.product;

import java.math.BigDecimal;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * A price in a request.
 *
 * @param amount decimal, with 2 fraction digits
 * @param currency ISO 4217 code
 */
@Schema(additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record Price(@NotNull @Pattern(regexp = Money.AMOUNT, message = "must be a decimal such as 12.50") String amount,
		@NotNull @Pattern(regexp = "^[A-Z]{3}$", message = "must be a currency such as EUR") String currency) {

	Money toMoney() {
		return new Money(new BigDecimal(this.amount), this.currency);
	}

}
