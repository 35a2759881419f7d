package dev.marea.lab.live;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;

/**
 * Redraws the newest second over the previous one; permanent lines go above it. After a
 * change of the window's size, the terminal may have wrapped the old lines anew, so that
 * their number of rows is unknown. The window is then cleared and filled again.
 */
final class RedrawnScreen implements Screen {

	/** Maximum number of permanent lines that are written again. */
	private static final int KEPT = 200;

	private static final String CLEAR = "\033[H\033[2J";

	private final PrintStream out;

	private final Frame frame;

	private final Window window;

	private final Deque<Line> kept = new ArrayDeque<>();

	private Terminal terminal;

	/** Rows of the window; unlimited before its first change. */
	private int rows = Integer.MAX_VALUE;

	private List<Line> drawn = List.of();

	RedrawnScreen(PrintStream out, Terminal terminal, RunInfo info, Window window) {
		this.out = out;
		this.terminal = terminal;
		this.frame = new Frame(info, terminal);
		this.window = window;
	}

	@Override
	public void second(Second second) {
		this.frame.add(second);
		boolean resized = resize();
		List<Line> lines = this.frame.lines();
		write((resized ? refill(lines) : erase()) + draw(lines));
	}

	@Override
	public void line(Line line) {
		this.kept.add(line);
		if (this.kept.size() > KEPT) {
			this.kept.remove();
		}
		List<Line> below = this.drawn;
		String before = resize() ? refill(below) : erase() + line.whole(this.terminal) + "\n";
		write(before + draw(below));
	}

	@Override
	public void end() {
		this.drawn = List.of();
	}

	/** Whether the window's size has changed. */
	private boolean resize() {
		Window.Size size = this.window.resized();
		if (size == null) {
			return false;
		}
		this.terminal = this.terminal.withWidth(size.columns());
		this.rows = (size.rows() > 0) ? size.rows() : Integer.MAX_VALUE;
		this.frame.resize(this.terminal);
		return true;
	}

	/** Clears the window, and writes the permanent lines that fit above a frame. */
	private String refill(List<Line> frame) {
		int left = Math.min(this.rows, KEPT) - 1 - Math.min(frame.size(), this.rows - 1);
		List<Line> lines = new ArrayList<>();
		for (Line line : this.kept.reversed()) {
			left -= line.rows(this.terminal);
			if (left < 0) {
				break;
			}
			lines.addFirst(line);
		}
		StringBuilder text = new StringBuilder(CLEAR);
		lines.forEach((line) -> text.append(line.whole(this.terminal)).append('\n'));
		return text.toString();
	}

	private String erase() {
		return this.drawn.isEmpty() ? "" : "\033[" + this.drawn.size() + "A\033[J";
	}

	/** The last row stays free for the cursor. */
	private String draw(List<Line> lines) {
		this.drawn = (lines.size() < this.rows) ? lines : lines.subList(0, Math.max(0, this.rows - 1));
		StringBuilder text = new StringBuilder();
		this.drawn.forEach((line) -> text.append(line.cut(this.terminal)).append('\n'));
		return text.toString();
	}

	/** One write, so that the terminal never shows half a frame. */
	private void write(String text) {
		this.out.print(text);
		this.out.flush();
	}

}
