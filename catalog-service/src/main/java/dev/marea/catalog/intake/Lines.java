package dev.marea.catalog.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.marea.catalog.product.NewProduct;

/**
 * What was read from a file, line by line: products, and lines that are none.
 *
 * @param products what could be read
 * @param bad what could not
 */
public record Lines(List<Line> products, List<BadLine> bad) {

	public Lines() {
		this(new ArrayList<>(), new ArrayList<>());
	}

	void add(long number, NewProduct product) {
		this.products.add(new Line(number, product));
	}

	void refuse(long number, String detail) {
		this.bad.add(new BadLine(number, detail));
	}

	/**
	 * UTF-8 with or without a byte order mark; empty, and a bad line, where it is none.
	 */
	String decode(byte[] body) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer bytes = ByteBuffer.wrap(body);
		CharBuffer text = CharBuffer.allocate(body.length);
		CoderResult result = decoder.decode(bytes, text, true);
		text.flip();
		if (result.isError()) {
			refuse(text.chars().filter((character) -> character == '\n').count() + 1, "is not UTF-8");
			return "";
		}
		return (!text.isEmpty() && text.charAt(0) == '\uFEFF') ? text.subSequence(1, text.length()).toString()
				: text.toString();
	}

	/**
	 * A product and the line on which it stands, from 1.
	 */
	public record Line(long number, NewProduct product) {
	}

}
