package dev.marea.lab.cli;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ./marea doctor} found.
 *
 * @param grade its grade
 * @param text what was found
 * @param cure the remedy; absent if none is needed
 */
public record Finding(Grade grade, String text, @Nullable String cure) {

	/** The grade of a finding. */
	public enum Grade {

		/** Correct. */
		GOOD("ok      "),

		/** It works, but could work better. */
		POOR("poor    "),

		/** It does not work. */
		WRONG("wrong   "),

		/** It does not work without this. */
		MISSING("missing ");

		private final String label;

		Grade(String label) {
			this.label = label;
		}

	}

	public static Finding good(String text) {
		return new Finding(Grade.GOOD, text, null);
	}

	public static Finding poor(String text, String cure) {
		return new Finding(Grade.POOR, text, cure);
	}

	public static Finding wrong(String text, String cure) {
		return new Finding(Grade.WRONG, text, cure);
	}

	public static Finding missing(String text, String cure) {
		return new Finding(Grade.MISSING, text, cure);
	}

	/** Whether something does not work. */
	boolean bad() {
		return this.grade == Grade.WRONG || this.grade == Grade.MISSING;
	}

	String line() {
		return this.grade.label + this.text + ((this.cure != null) ? ": " + this.cure : "");
	}

}
