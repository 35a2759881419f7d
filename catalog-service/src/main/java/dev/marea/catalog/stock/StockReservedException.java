package dev.marea.catalog.stock;

/** Orders hold more of the product than the new stock. */
public class StockReservedException extends RuntimeException {

	StockReservedException(Stock stock) {
		super("Orders hold %d of %s: the stock cannot be less.".formatted(stock.reserved(), stock.sku()));
	}

}
