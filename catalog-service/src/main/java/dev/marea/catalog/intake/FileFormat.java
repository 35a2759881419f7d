package dev.marea.catalog.intake;

/**
 * A format of files with products.
 */
@FunctionalInterface
public interface FileFormat {

	/**
	 * Hands over each line that is not blank, in the file's order, and keeps none.
	 * @param file UTF-8, with or without a byte order mark
	 */
	void read(byte[] file, LineHandler lines);

}
