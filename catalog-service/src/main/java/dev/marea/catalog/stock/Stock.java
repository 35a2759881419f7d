package dev.marea.catalog.stock;

/**
 * Stock of a product.
 *
 * @param onHand quantity in the warehouse
 * @param reserved part of this quantity that orders hold
 */
public record Stock(String sku, int onHand, int reserved) {

	/** Quantity that can still be reserved. */
	public int available() {
		return this.onHand - this.reserved;
	}

}
