package dev.marea.lab.live;

import java.io.PrintStream;
import java.util.List;

import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;

/**
 * Redraws the newest second over the previous one; permanent lines go above it.
 */
final class RedrawnScreen implements Screen {

	private final PrintStream out;

	private final Terminal terminal;

	private final Frame frame;

	private List<Line> drawn = List.of();

	RedrawnScreen(PrintStream out, Terminal terminal, RunInfo info) {
		this.out = out;
		this.terminal = terminal;
		this.frame = new Frame(info, terminal);
	}

	@Override
	public void second(Second second) {
		this.frame.add(second);
		write(erase() + draw(this.frame.lines()));
	}

	@Override
	public void line(Line line) {
		List<Line> below = this.drawn;
		write(erase() + line.whole(this.terminal) + "\n" + draw(below));
	}

	@Override
	public void end() {
		this.drawn = List.of();
	}

	private String erase() {
		return this.drawn.isEmpty() ? "" : "\033[" + this.drawn.size() + "A\033[J";
	}

	private String draw(List<Line> lines) {
		this.drawn = lines;
		StringBuilder text = new StringBuilder();
		lines.forEach((line) -> text.append(line.cut(this.terminal)).append('\n'));
		return text.toString();
	}

	/** One write, so that the terminal never shows half a frame. */
	private void write(String text) {
		this.out.print(text);
		this.out.flush();
	}

}
