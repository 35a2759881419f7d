package dev.marea.catalog.productimport;

import java.util.List;

/** The file has bad lines, so nothing was imported. */
public class BadLinesException extends RuntimeException {

	private final transient List<BadLine> lines;

	BadLinesException(BadLines lines) {
		super(((lines.count() == 1) ? "1 line is bad" : lines.count() + " lines are bad") + "; nothing was imported.");
		this.lines = lines.kept();
	}

	/** Details of the first bad lines. */
	public List<BadLine> lines() {
		return this.lines;
	}

}
