package dev.marea.lab.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import dev.marea.lab.live.Line.Style;
import dev.marea.lab.report.Figures;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * The picture of the newest second: figures, curves of the last seconds, one bar an
 * instance.
 */
final class Frame {

	private static final int MOST_INSTANCES = 12;

	private static final int LABEL = 13;

	/** Columns that all figures take beside each other. */
	private static final int ONE_LINE = 96;

	private static final int WIDEST_CURVE = 100;

	private final RunInfo info;

	private Terminal terminal;

	private final Deque<Second> last = new ArrayDeque<>();

	private int curve;

	Frame(RunInfo info, Terminal terminal) {
		this.info = info;
		resize(terminal);
	}

	/** Draws for another width from now on. */
	final void resize(Terminal terminal) {
		this.terminal = terminal;
		this.curve = Math.clamp(terminal.width() - LABEL - 20L, 5, WIDEST_CURVE);
		trim();
	}

	void add(Second second) {
		this.last.add(second);
		trim();
	}

	private void trim() {
		while (this.last.size() > this.curve) {
			this.last.remove();
		}
	}

	List<Line> lines() {
		Second now = this.last.getLast();
		List<Line> lines = new ArrayList<>();
		lines.add(Line.of(""));
		if (this.terminal.width() < ONE_LINE) {
			lines.add(figures(now));
			lines.add(ended(now, Line.of("  ").add("ended", Style.DIM).to(LABEL)));
		}
		else {
			lines.add(ended(now, figures(now).add("  ")));
		}
		lines.add(curve("load", Style.ACCENT, Second::offered, 0, Figures::rate));
		lines.add(curve("p99", late(p99(now)) ? Style.BAD : Style.ACCENT, Frame::p99, this.info.slo().p99(),
				Figures::duration));
		if (now.ready() != null) {
			lines.add(instances(now));
		}
		machine(now, lines);
		bars(now, lines);
		return lines;
	}

	private Line figures(Second now) {
		Line line = Line.of("  ")
			.add((now.t() + 1) + " s", Style.BOLD)
			.to(LABEL)
			.add("offered ", Style.DIM)
			.add("%-6s".formatted((now.offered() != null) ? Figures.rate(now.offered()) : "-"))
			.add("  sent ", Style.DIM)
			.add("%-6s".formatted(Figures.rate(now.sent())));
		Second.Ended ended = now.ended();
		return (ended == null) ? line
				: line.add("  answered ", Style.DIM).add("%-6s".formatted(Figures.rate(ended.answered())));
	}

	private Line ended(Second now, Line line) {
		Second.Ended ended = now.ended();
		if (ended != null) {
			line.add("failed ", Style.DIM)
				.add("%-3s".formatted(Figures.count(ended.failed())), (ended.failed() > 0) ? Style.BAD : null);
		}
		if (ended != null && ended.p50() != null) {
			line.add("  p50 ", Style.DIM).add("%-6s".formatted(Figures.duration(ended.p50())));
		}
		Double p99 = p99(now);
		if (p99 != null) {
			line.add("  p99 ", Style.DIM).add(Figures.duration(p99), late(p99) ? Style.BAD : Style.GOOD);
		}
		return line;
	}

	private static @Nullable Double p99(Second second) {
		return (second.ended() != null) ? second.ended().p99() : null;
	}

	private boolean late(@Nullable Double p99) {
		return p99 != null && p99 > this.info.slo().p99();
	}

	private Line curve(String label, Style style, Function<Second, @Nullable Double> value, double least,
			Function<Double, String> unit) {
		List<Double> values = new ArrayList<>();
		double top = least;
		for (Second second : this.last) {
			Double each = value.apply(second);
			values.add((each != null) ? each : Double.NaN);
			top = (each != null) ? Math.max(top, each) : top;
		}
		return Line.of("  ")
			.add(label, Style.DIM)
			.to(LABEL)
			.add(Bars.curve(values, top, this.terminal.unicode()), style)
			.add((top > 0) ? "  top " + unit.apply(top) : "", Style.DIM);
	}

	private Line instances(Second now) {
		Line line = Line.of("  ").add("instances", Style.DIM).to(LABEL).add(now.ready() + " ready", Style.BOLD);
		if (now.desired() != null) {
			line.add(" of " + now.desired() + " desired", (now.ready() < now.desired()) ? Style.NOTICE : null);
		}
		return (now.need() != null) ? line.add("   need ", Style.DIM).add(String.valueOf(now.need())) : line;
	}

	/** Empty if nobody watched the machine. */
	private static void machine(Second now, List<Line> lines) {
		MachineSecond machine = now.machine();
		if (machine == null || machine.equals(MachineSecond.UNKNOWN)) {
			return;
		}
		Style style = machine.starved() ? Style.BAD : null;
		Line line = Line.of("  ").add("machine", Style.DIM).to(LABEL);
		share(line, "CPU ", machine.busy(), style);
		share(line, "stolen ", machine.stolen(), style);
		share(line, "waiting ", machine.pressure(), style);
		if (machine.late() != null) {
			line.add("generator late ", Style.DIM).add(Figures.duration(machine.late()), style);
		}
		lines.add(line);
	}

	private static void share(Line line, String label, @Nullable Double share, @Nullable Style style) {
		if (share != null) {
			String percent = Math.round(share * 100) + " %";
			line.add(label, Style.DIM).add(percent, style).add(" ".repeat(Math.max(1, 7 - percent.length())));
		}
	}

	private void bars(Second now, List<Line> lines) {
		Map<String, InstanceSecond> instances = new TreeMap<>(LiveView.BY_NUMBER);
		instances.putAll(now.instances());
		int names = instances.keySet().stream().mapToInt(String::length).max().orElse(0);
		int width = Math.clamp(this.terminal.width() - names - 24L, 4, 40);
		int all = instances.values().stream().mapToInt(InstanceSecond::load).sum();
		double full = (this.info.capacity() != null) ? this.info.capacity()
				: instances.values().stream().mapToInt(InstanceSecond::load).max().orElse(1);
		instances.entrySet().stream().limit(MOST_INSTANCES).forEach((each) -> {
			InstanceSecond instance = each.getValue();
			Line line = Line.of("  ").add(each.getKey()).to(names + 4);
			if (!instance.ready() && instance.load() == 0) {
				lines.add(line.add("not ready", Style.DIM));
				return;
			}
			String bar = Bars.bar(instance.load() / full, width, this.terminal.unicode());
			line.add(bar, Style.ACCENT).to(names + 4 + width);
			line.add("%6s".formatted(Figures.rate(instance.load())));
			line.add("%6s".formatted((all > 0) ? Math.round(100.0 * instance.load() / all) + " %" : ""), Style.DIM);
			lines.add(line);
		});
		if (instances.size() > MOST_INSTANCES) {
			lines.add(Line.of("  ").add("… and " + (instances.size() - MOST_INSTANCES) + " more", Style.DIM));
		}
	}

}
