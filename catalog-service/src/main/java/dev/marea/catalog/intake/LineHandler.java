package dev.marea.catalog.intake;

import dev.marea.catalog.product.NewProduct;

/**
 * Gets the lines of a file, one after the other. Numbers start at 1 and never fall.
 */
public interface LineHandler {

	/** A line that could be read; its values are not validated yet. */
	void product(long line, NewProduct product);

	/** A line that could not be read. */
	void bad(long line, String detail);

}
