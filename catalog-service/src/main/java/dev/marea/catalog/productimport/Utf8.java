package dev.marea.catalog.productimport;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8 files without a second copy of their text.
 */
final class Utf8 {

	/** Number of characters that are decoded at once. */
	private static final int BUFFER = 8192;

	private Utf8() {
	}

	/** Number of the first line that is not UTF-8, from 1; 0 if all lines are UTF-8. */
	static long brokenLine(byte[] file) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer bytes = ByteBuffer.wrap(file);
		CharBuffer text = CharBuffer.allocate(BUFFER);
		long line = 1;
		while (true) {
			CoderResult result = decoder.decode(bytes, text, true);
			text.flip();
			line += text.chars().filter((character) -> character == '\n').count();
			if (result.isError()) {
				return line;
			}
			if (result.isUnderflow()) {
				return 0;
			}
			text.clear();
		}
	}

	/** Index of the first byte of the text, after a byte order mark. */
	static int start(byte[] file) {
		return (file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF) ? 3 : 0;
	}

	static Reader reader(byte[] file) {
		int start = start(file);
		return new InputStreamReader(new ByteArrayInputStream(file, start, file.length - start),
				StandardCharsets.UTF_8);
	}

}
