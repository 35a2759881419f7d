package dev.marea.catalog.productimport;

/**
 * A format of files with products.
 */
@FunctionalInterface
public interface FileFormat {

	/**
	 * Passes each line that is not blank to the handler, in the file's order. Keeps no
	 * line in memory.
	 * @param file UTF-8, with or without a byte order mark
	 */
	void read(byte[] file, LineHandler lines);

}
