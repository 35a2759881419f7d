package dev.marea.catalog.product;

/** Another product has this SKU already. */
public class ProductExistsException extends RuntimeException {

	public ProductExistsException(String message) {
		super(message);
	}

}
