package dev.marea.catalog.productimport;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts the bad lines of a file and keeps the details of the first ones.
 */
final class BadLines {

	/** Maximum number of details in an answer. */
	static final int MAX_KEPT = 100;

	private final List<BadLine> kept = new ArrayList<>();

	private long count;

	private long last;

	/**
	 * Adds a fault. Lines must come in the file's order, so that a line with several
	 * faults counts once.
	 */
	void add(long line, String detail) {
		if (line != this.last) {
			this.count++;
			this.last = line;
		}
		if (this.kept.size() < MAX_KEPT) {
			this.kept.add(new BadLine(line, detail));
		}
	}

	/** Number of bad lines, including those whose details are not kept. */
	long count() {
		return this.count;
	}

	List<BadLine> kept() {
		return List.copyOf(this.kept);
	}

}
