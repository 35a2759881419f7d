package dev.marea.lab.live;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A line of text with styles, cut at the terminal's width.
 */
final class Line {

	/** Styles with their ANSI codes. */
	enum Style {

		BOLD("1"), DIM("2"), GOOD("32"), BAD("31;1"), NOTICE("33"), ACCENT("36");

		private final String code;

		Style(String code) {
			this.code = code;
		}

	}

	private record Part(String text, @Nullable Style style) {

	}

	private final List<Part> parts = new ArrayList<>();

	static Line of(String text) {
		return new Line().add(text);
	}

	Line add(String text) {
		return add(text, null);
	}

	Line add(String text, @Nullable Style style) {
		// Names come from files and servers: their escape sequences must not reach the
		// terminal.
		this.parts.add(new Part(text.replaceAll("\\p{Cntrl}", " "), style));
		return this;
	}

	/** Fills up with spaces to a column. */
	Line to(int column) {
		int length = this.parts.stream().mapToInt((part) -> part.text().length()).sum();
		return add(" ".repeat(Math.max(1, column - length)));
	}

	/** The rows that the whole line takes. */
	int rows(Terminal terminal) {
		int length = this.parts.stream().mapToInt((part) -> terminal.text(part.text()).length()).sum();
		return Math.max(1, Math.ceilDiv(length, terminal.width()));
	}

	String cut(Terminal terminal) {
		return render(terminal, terminal.width() - 1);
	}

	String whole(Terminal terminal) {
		return render(terminal, Integer.MAX_VALUE);
	}

	private String render(Terminal terminal, int width) {
		StringBuilder line = new StringBuilder();
		int left = width;
		for (Part part : this.parts) {
			String text = terminal.text(part.text());
			text = text.substring(0, Math.min(text.length(), left));
			left -= text.length();
			boolean styled = part.style() != null && terminal.color() && !text.isBlank();
			line.append(styled ? "\033[" + part.style().code + "m" + text + "\033[0m" : text);
		}
		return line.toString().stripTrailing();
	}

}
