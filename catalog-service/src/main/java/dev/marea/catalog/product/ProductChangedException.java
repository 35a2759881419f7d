package dev.marea.catalog.product;

/** The product has another version than the caller expects. */
public class ProductChangedException extends RuntimeException {

	ProductChangedException(long version) {
		super("The product has changed: its version is %d now.".formatted(version));
	}

}
