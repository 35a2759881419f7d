package dev.marea.order.catalog;

import java.util.Map;

/** What the catalog decided about the stock of an order. */
public sealed interface Reservation {

	/**
	 * All of it is reserved.
	 *
	 * @param unitPrices by SKU
	 */
	record Reserved(Map<String, Money> unitPrices) implements Reservation {
	}

	/**
	 * None of it is reserved.
	 *
	 * @param reason name of the catalog's problem, such as {@code insufficient-stock}
	 * @param available what there was, by the SKUs that there was too little of
	 */
	record Refused(String reason, Map<String, Integer> available) implements Reservation {
	}

}
