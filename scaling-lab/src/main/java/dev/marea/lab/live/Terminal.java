package dev.marea.lab.live;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
		try {
			Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			String[] size = new String(stty.getInputStream().readAllBytes()).strip().split(" ");
			stty.waitFor(1, TimeUnit.SECONDS);
			return (size.length == 2 && size[1].matches("[1-9]\\d*")) ? Integer.parseInt(size[1]) : WIDTH;
		}
		catch (IOException ex) {
			return WIDTH;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return WIDTH;
		}
	}

}
