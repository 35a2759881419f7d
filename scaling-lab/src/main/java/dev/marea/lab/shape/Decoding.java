package dev.marea.lab.shape;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads text in the encodings of spreadsheets and recorders. They are UTF-8 and UTF-16,
 * with or without a byte order mark, and otherwise Windows-1252, which includes Latin-1's
 * letters.
 */
final class Decoding {

	private static final char UNDECODABLE = '\uFFFD';

	private Decoding() {
	}

	static List<String> lines(byte[] bytes) {
		return text(bytes).lines().toList();
	}

	/** Whether a line has characters that no text has, such as control characters. */
	static boolean isText(String line) {
		return line.chars().noneMatch((each) -> each == UNDECODABLE || (each != '\t' && Character.isISOControl(each)));
	}

	private static String text(byte[] bytes) {
		if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
			return text(bytes, 3, StandardCharsets.UTF_8);
		}
		if (startsWith(bytes, 0xFF, 0xFE)) {
			return text(bytes, 2, StandardCharsets.UTF_16LE);
		}
		if (startsWith(bytes, 0xFE, 0xFF)) {
			return text(bytes, 2, StandardCharsets.UTF_16BE);
		}
		if (bytes.length > 1 && zeros(bytes, 0) == 0 && zeros(bytes, 1) > bytes.length / 4) {
			return text(bytes, 0, StandardCharsets.UTF_16LE);
		}
		if (bytes.length > 1 && zeros(bytes, 1) == 0 && zeros(bytes, 0) > bytes.length / 4) {
			return text(bytes, 0, StandardCharsets.UTF_16BE);
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return text(bytes, 0, Charset.forName("windows-1252"));
		}
	}

	private static String text(byte[] bytes, int from, Charset charset) {
		return new String(bytes, from, bytes.length - from, charset);
	}

	private static boolean startsWith(byte[] bytes, int... mark) {
		for (int i = 0; i < mark.length; i++) {
			if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
				return false;
			}
		}
		return true;
	}

	/** In UTF-16 every other byte of a digit is 0. */
	private static int zeros(byte[] bytes, int first) {
		int zeros = 0;
		for (int i = first; i < bytes.length; i += 2) {
			zeros += (bytes[i] == 0) ? 1 : 0;
		}
		return zeros;
	}

}
