package dev.marea.catalog.productimport;

import java.util.ArrayList;
import java.util.List;

import dev.marea.catalog.product.NewProduct;

/**
 * Keeps all lines of a small file.
 *
 * @param products lines that could be read
 * @param bad lines that could not
 */
record Lines(List<ParsedLine> products, List<BadLine> bad) implements LineHandler {

	static Lines of(byte[] file, FileFormat format) {
		Lines lines = new Lines(new ArrayList<>(), new ArrayList<>());
		format.read(file, lines);
		return lines;
	}

	@Override
	public void product(long line, NewProduct product) {
		this.products.add(new ParsedLine(line, product));
	}

	@Override
	public void bad(long line, String detail) {
		this.bad.add(new BadLine(line, detail));
	}

	record ParsedLine(long number, NewProduct product) {
	}

}
