package dev.marea.catalog.stock;

/** Orders hold some of the product, so it cannot be removed. */
public class ProductReservedException extends RuntimeException {

	ProductReservedException(Stock stock) {
		super("Orders hold %d of %s: it cannot be removed.".formatted(stock.reserved(), stock.sku()));
	}

}
