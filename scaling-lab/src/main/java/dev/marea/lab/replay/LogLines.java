package dev.marea.lab.replay;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

/**
 * The lines of a file, plain or gzipped, in constant memory. A line is decoded as
 * Latin-1: each byte is one character.
 */
final class LogLines implements Closeable {

	/** Longer lines are cut; no server logs as much. */
	static final int LONGEST = 64 * 1024;

	private static final int GZIP = 0x1f8b;

	private final InputStream in;

	private final byte[] buffer = new byte[1 << 16];

	private int position;

	private int end;

	private final byte[] line = new byte[LONGEST];

	private long number;

	LogLines(Path file) throws IOException {
		InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
		raw.mark(2);
		boolean zipped = ((raw.read() << 8) | raw.read()) == GZIP;
		raw.reset();
		this.in = zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
	}

	/** The next line without its end; absent at the end of the file. */
	@Nullable String next() throws IOException {
		int length = 0;
		boolean any = false;
		while (true) {
			if (this.position == this.end) {
				this.end = this.in.read(this.buffer);
				this.position = 0;
				if (this.end <= 0) {
					this.end = 0;
					return any ? line(length) : null;
				}
			}
			any = true;
			byte next = this.buffer[this.position++];
			if (next == '\n') {
				return line(length);
			}
			if (length < LONGEST) {
				this.line[length++] = next;
			}
		}
	}

	private String line(int length) {
		this.number++;
		int end = (length > 0 && this.line[length - 1] == '\r') ? length - 1 : length;
		return new String(this.line, 0, end, StandardCharsets.ISO_8859_1);
	}

	/** Number of the last line; lines count from 1. */
	long number() {
		return this.number;
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
