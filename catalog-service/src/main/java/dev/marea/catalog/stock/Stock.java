package dev.marea.catalog.stock;

/**
 * How much there is of a product.
 *
 * @param onHand in the store
 * @param reserved of these, promised to orders
 */
public record Stock(String sku, int onHand, int reserved) {

	/** How many can still be promised. */
	public int available() {
		return this.onHand - this.reserved;
	}

}
