package dev.marea.catalog.productimport;

import dev.marea.catalog.product.NewProduct;

/**
 * Receives the lines of a file. Line numbers start at 1 and never decrease.
 */
public interface LineHandler {

	/** Receives a line that could be read. Its values are not validated yet. */
	void product(long line, NewProduct product);

	/** Receives a line that could not be read. */
	void bad(long line, String detail);

}
