package dev.marea.lab.check;

import java.util.Locale;

/** Formats of a run's result on standard output. */
public enum Format {

	/** The live view and its last lines. */
	TEXT,

	/** One JSON object. */
	JSON,

	/** Markdown tables, for a job's summary. */
	MARKDOWN,

	/** JUnit XML, a test case for each check. */
	JUNIT;

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
