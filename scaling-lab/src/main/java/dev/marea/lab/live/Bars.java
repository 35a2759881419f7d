package dev.marea.lab.live;

import java.util.List;

/**
 * Bars and curves of block characters, or of ASCII if the terminal has none.
 */
final class Bars {

	private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

	private static final String HEIGHTS = "▁▂▃▄▅▆▇█";

	private static final String ASCII_HEIGHTS = "_.-=+*%#";

	private Bars() {
	}

	/** A bar of a share, 0 to 1, of a width. */
	static String bar(double share, int width, boolean unicode) {
		double length = Math.clamp(share, 0, 1) * width;
		if (!unicode) {
			return "#".repeat((int) Math.round(length));
		}
		int eighths = (int) Math.round(length * 8);
		String bar = "█".repeat(eighths / 8);
		return (eighths % 8 == 0) ? bar : bar + EIGHTHS.charAt(eighths % 8);
	}

	/**
	 * A curve, one character a value; NaN is a space.
	 * @param top the value of the highest character
	 */
	static String curve(List<Double> values, double top, boolean unicode) {
		String heights = unicode ? HEIGHTS : ASCII_HEIGHTS;
		StringBuilder curve = new StringBuilder();
		for (double value : values) {
			int height = (top <= 0) ? 0 : (int) Math.floor(Math.clamp(value / top, 0, 1) * 7.999);
			curve.append(Double.isNaN(value) ? ' ' : heights.charAt(height));
		}
		return curve.toString();
	}

}
