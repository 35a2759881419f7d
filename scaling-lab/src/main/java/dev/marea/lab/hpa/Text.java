package dev.marea.lab.hpa;

/** Makes foreign text safe for one line. */
final class Text {

	private static final int LONGEST = 120;

	private Text() {
	}

	/** Removes line ends and control characters, and shortens the text to one line. */
	static String shortened(String text) {
		String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
		return (line.length() <= LONGEST) ? line : line.substring(0, LONGEST) + "…";
	}

}
