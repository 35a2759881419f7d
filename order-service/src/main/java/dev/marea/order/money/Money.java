package dev.marea.order.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * An amount in a currency.
 *
 * @param amount with two fraction digits; a string in JSON
 * @param currency ISO 4217 code
 */
@Schema(requiredProperties = { "amount", "currency" })
public record Money(
		@JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(implementation = String.class, pattern = "^\\d+\\.\\d{2}$",
				example = "12.50") BigDecimal amount,
		@Schema(pattern = "^[A-Z]{3}$", example = "EUR") String currency) {

	public Money {
		amount = amount.setScale(2, RoundingMode.UNNECESSARY);
	}

	public Money times(int quantity) {
		return new Money(this.amount.multiply(BigDecimal.valueOf(quantity)), this.currency);
	}

	/**
	 * The sum of two amounts.
	 * @throws IllegalArgumentException if the currencies differ
	 */
	public Money plus(Money other) {
		if (!this.currency.equals(other.currency)) {
			throw new IllegalArgumentException("Cannot add " + other.currency + " to " + this.currency);
		}
		return new Money(this.amount.add(other.amount), this.currency);
	}

}
