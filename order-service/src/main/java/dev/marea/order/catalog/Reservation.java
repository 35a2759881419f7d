package dev.marea.order.catalog;

import java.util.Map;

import dev.marea.order.money.Money;

/** The catalog's decision on the stock of an order. */
public sealed interface Reservation {

	/**
	 * The stock of all lines is reserved.
	 *
	 * @param unitPrices by SKU
	 */
	record Reserved(Map<String, Money> unitPrices) implements Reservation {
	}

	/**
	 * No stock is reserved.
	 *
	 * @param reason name of the catalog's problem, such as {@code insufficient-stock}
	 * @param available available stock, by each SKU whose stock was insufficient
	 */
	record Refused(String reason, Map<String, Integer> available) implements Reservation {
	}

}
