package dev.marea.catalog.productimport;

/** The file has more lines than an import accepts, so nothing was imported. */
public class TooManyLinesException extends RuntimeException {

	TooManyLinesException(int maxLines) {
		super("The file has more than the %d lines that are accepted; nothing was imported.".formatted(maxLines));
	}

}
