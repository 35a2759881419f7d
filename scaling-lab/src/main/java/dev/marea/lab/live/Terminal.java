package dev.marea.lab.live;

import java.io.PrintStream;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The abilities of an output stream.
 *
 * @param width columns of a line
 * @param redraw whether lines can be drawn over
 * @param color whether to use colours
 * @param unicode whether the encoding has more than ASCII
 */
record Terminal(int width, boolean redraw, boolean color, boolean unicode) {

	private static final int WIDTH = 80;

	private static final int WIDTH_OF_A_FILE = 160;

	private static final int NARROWEST = 20;

	/**
	 * Detects the abilities of a stream.
	 * @param tty whether it is a terminal at all
	 */
	static Terminal of(PrintStream out, boolean tty, Map<String, String> environment) {
		boolean unicode = out.charset().name().startsWith("UTF");
		boolean redraw = tty && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
		boolean color = redraw && environment.getOrDefault("NO_COLOR", "").isEmpty();
		int width = tty ? width(environment.get("COLUMNS")) : WIDTH_OF_A_FILE;
		return new Terminal(Math.max(NARROWEST, width), redraw, color, unicode);
	}

	/** The same terminal with another width. */
	Terminal withWidth(int width) {
		return new Terminal(Math.max(NARROWEST, width), this.redraw, this.color, this.unicode);
	}

	/** The text in the terminal's characters. */
	String text(String text) {
		return this.unicode ? text
				: text.replace("→", "->")
					.replace("≤", "<=")
					.replace("≥", ">=")
					.replace("−", "-")
					.replace("±", "+-")
					.replace("·", "-")
					.replace("×", "x")
					.replace("…", "...")
					.replace("✓", "ok")
					.replace("✗", "BROKEN")
					.replaceAll("[^\\x00-\\x7f]", "?");
	}

	private static int width(@Nullable String columns) {
		if (columns != null && columns.matches("\\d{1,4}")) {
			return Integer.parseInt(columns);
		}
		Window.Size size = Window.Size.ofTerminal();
		return (size != null) ? size.columns() : WIDTH;
	}

}
