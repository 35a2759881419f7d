package dev.marea.catalog.productimport;

/**
 * A line that cannot be imported.
 *
 * @param line number of the line, from 1
 * @param detail the fault; may quote the line; at most 300 characters
 */
public record BadLine(long line, String detail) {

	private static final int MAX_DETAIL = 300;

	public BadLine {
		detail = (detail.length() > MAX_DETAIL) ? detail.substring(0, MAX_DETAIL - 1) + '…' : detail;
	}

}
