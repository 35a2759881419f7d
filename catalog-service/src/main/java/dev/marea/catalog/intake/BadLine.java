package dev.marea.catalog.intake;

/**
 * A line that cannot be imported.
 *
 * @param line its number, from 1
 * @param detail why, at most 300 characters: it may quote the line
 */
public record BadLine(long line, String detail) {

	private static final int MAX_DETAIL = 300;

	public BadLine {
		detail = (detail.length() > MAX_DETAIL) ? detail.substring(0, MAX_DETAIL - 1) + '…' : detail;
	}

}
