package dev.marea.catalog.product;

import java.math.BigDecimal;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * An amount in a currency.
 *
 * @param amount with 2 fraction digits
 * @param currency ISO 4217 code
 */
@Schema(requiredProperties = { "amount", "currency" })
public record Money(@JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "12.50",
		pattern = Money.AMOUNT) BigDecimal amount, @Schema(example = "EUR") String currency) {

	/** Pattern of an amount: up to 8 digits and 2 fraction digits. */
	public static final String AMOUNT = "^\\d{1,8}\\.\\d{2}$";

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
