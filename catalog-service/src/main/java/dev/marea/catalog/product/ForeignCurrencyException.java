package dev.marea.catalog.product;

/** The price is in another currency than the catalogue. */
public class ForeignCurrencyException extends RuntimeException {

	ForeignCurrencyException(String currency) {
		super("Prices are in %s here.".formatted(currency));
	}

}
