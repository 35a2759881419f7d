package dev.marea.catalog.productimport;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Bounds the records of a CSV file. The parser keeps all fields of a record in memory,
 * and one record can be as long as the file.
 */
final class RecordReader extends FilterReader {

	/**
	 * Characters. The longest valid record, with all quotes doubled, has about 4,600. The
	 * parser reads up to 8,192 characters ahead.
	 */
	static final int MAX_RECORD = 32_768;

	private int read;

	RecordReader(Reader in) {
		super(in);
	}

	/** Restarts the count at the end of a record. */
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
