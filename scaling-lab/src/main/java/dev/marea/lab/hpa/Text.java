package dev.marea.lab.hpa;

/** Foreign text made fit for one line. */
final class Text {

	private static final int LONGEST = 120;

	private Text() {
	}

	/** Without line ends and control characters, and not longer than a line shows. */
	static String shortened(String text) {
		String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
		return (line.length() <= LONGEST) ? line : line.substring(0, LONGEST) + "…";
	}

}
