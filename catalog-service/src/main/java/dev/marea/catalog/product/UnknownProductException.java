package dev.marea.catalog.product;

/** No product has this SKU. */
public class UnknownProductException extends RuntimeException {

	public UnknownProductException(String sku) {
		super("There is no product " + sku + ".");
	}

}
