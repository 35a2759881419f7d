package dev.marea.catalog.intake;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Bounds the records of a CSV file: its parser keeps all fields of a record, and one
 * record can be the whole file.
 */
final class RecordReader extends FilterReader {

	/**
	 * Characters. The longest record that is valid has about 4,600, quotes doubled; the
	 * parser reads up to 8,192 ahead.
	 */
	static final int MAX_RECORD = 32_768;

	private int read;

	RecordReader(Reader in) {
		super(in);
	}

	/** A record ended: the count starts again. */
	void recordRead() {
		this.read = 0;
	}

	@Override
	public int read() throws IOException {
		int character = super.read();
		count((character < 0) ? 0 : 1);
		return character;
	}

	@Override
	public int read(char[] buffer, int offset, int length) throws IOException {
		int characters = super.read(buffer, offset, length);
		count(Math.max(0, characters));
		return characters;
	}

	private void count(int characters) throws IOException {
		this.read += characters;
		if (this.read > MAX_RECORD) {
			throw new IOException("A record has more than %d characters".formatted(MAX_RECORD));
		}
	}

}
