package dev.marea.lab.live;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import dev.marea.lab.live.Line.Style;
import dev.marea.lab.report.Figures;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes on. A terminal gets a picture that is redrawn every second;
 * other outputs get a line every few seconds. Events are lines above that stay, and the
 * end is a summary. Safe for use by several threads.
 */
public final class LiveView implements AutoCloseable {

	/** Sorts names by the number at their end: -2 before -10. */
	static final Comparator<String> BY_NUMBER = Comparator.comparing(String::length)
		.thenComparing(Comparator.naturalOrder());

	/** Seconds; a shorter time would be printed as 0.0 s. */
	private static final double WAITED = 0.05;

	private final RunInfo info;

	private final Screen screen;

	private final Map<String, Double> created = new HashMap<>();

	/** When the start of an instance began, after its wait. */
	private final Map<String, Double> scheduled = new HashMap<>();

	private @Nullable Integer desired;

	private boolean closed;

	/** Whether only the result is shown. */
	private final boolean quiet;

	private LiveView(RunInfo info, Screen screen, boolean quiet) {
		this.info = info;
		this.screen = screen;
		this.quiet = quiet;
	}

	/**
	 * Starts the view with a line about the load and its target, and with the notes.
	 * @param tty whether the stream is a terminal; {@code TERM=dumb} and {@code NO_COLOR}
	 * are respected
	 */
	public static LiveView open(PrintStream out, RunInfo info, boolean tty) {
		Terminal terminal = Terminal.of(out, tty, System.getenv());
		return open(out, info, terminal, terminal.redraw() ? Window.ofProcess() : () -> null);
	}

	/**
	 * A view that shows nothing but the result at the end.
	 * @param tty whether the stream is a terminal
	 */
	public static LiveView ofResult(PrintStream out, RunInfo info, boolean tty) {
		return new LiveView(info, new PlainScreen(out, Terminal.of(out, tty, System.getenv())), true);
	}

	static LiveView open(PrintStream out, RunInfo info, Terminal terminal, Window window) {
		Screen screen = terminal.redraw() ? new RedrawnScreen(out, terminal, info, window)
				: new PlainScreen(out, terminal);
		LiveView view = new LiveView(info, screen, false);
		new Opening(info).lines().forEach(screen::line);
		return view;
	}

	public synchronized void second(Second second) {
		if (this.closed || this.quiet) {
			return;
		}
		if (this.desired == null) {
			this.desired = second.desired();
		}
		this.screen.second(second);
	}

	public synchronized void event(Event event) {
		Line line = line(event);
		if (line != null && !this.closed && !this.quiet) {
			this.screen.line(line);
		}
	}

	/** Ends the view of a run that was cut short. */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.screen.end();
			this.closed = true;
		}
	}

	public void close(Summary summary) {
		close(summary, null);
	}

	/**
	 * Ends the view with the run's summary.
	 * @param report path of the report
	 */
	public synchronized void close(Summary summary, @Nullable Path report) {
		if (!this.closed) {
			close();
			new Closing(this.info, summary, report).lines().forEach(this.screen::line);
		}
	}

	private @Nullable Line line(Event event) {
		String instance = Objects.requireNonNullElse(event.instance(), "an instance");
		return switch (event.kind()) {
			case Event.CREATED -> {
				this.created.put(instance, event.t());
				yield null;
			}
			case Event.SCHEDULED -> {
				this.scheduled.put(instance, event.t());
				yield null;
			}
			case Event.READY -> at(event).add(instance + " is ready" + since(instance, event.t()));
			case Event.UNREADY -> at(event).add(instance + " is no longer ready", Style.NOTICE);
			case Event.GONE -> {
				forget(instance);
				yield at(event).add(instance + " is gone");
			}
			case Event.CRASHED -> {
				forget(instance);
				yield at(event).add(instance + " crashed", Style.BAD).add(because(event));
			}
			case Event.RESTARTED -> at(event).add(instance + " was restarted", Style.NOTICE).add(because(event));
			case Event.DECISION -> decision(event);
			case Event.SHADOW -> at(event).add(Objects.requireNonNullElse(event.text(), ""), Style.ACCENT);
			case Event.PHASE -> at(event).add(Objects.requireNonNullElse(event.text(), ""), Style.BOLD);
			default -> null;
		};
	}

	/** Time until an instance was ready, and the part of it that was waiting. */
	private String since(String instance, double ready) {
		Double created = this.created.get(instance);
		Double scheduled = this.scheduled.get(instance);
		forget(instance);
		if (created == null) {
			return "";
		}
		double waited = (scheduled != null) ? scheduled - created : 0;
		return ", " + Figures.time(ready - created) + " after it was created"
				+ ((waited >= WAITED) ? ", " + Figures.time(waited) + " of them waiting for its turn" : "");
	}

	private void forget(String instance) {
		this.created.remove(instance);
		this.scheduled.remove(instance);
	}

	private @Nullable Line decision(Event event) {
		Integer from = this.desired;
		if (event.desired() == null || event.desired().equals(from)) {
			return null;
		}
		this.desired = event.desired();
		String change = "desired " + ((from != null) ? from + " → " : "") + event.desired();
		return at(event).add(change, Style.NOTICE).add(because(event));
	}

	private static String because(Event event) {
		return (event.text() != null && !event.text().isBlank()) ? ": " + event.text() : "";
	}

	private static Line at(Event event) {
		return new Line().add("%9s  ".formatted(Figures.time(event.t())), Style.DIM);
	}

}
