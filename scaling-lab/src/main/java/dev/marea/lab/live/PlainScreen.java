package dev.marea.lab.live;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.marea.lab.report.Figures;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * Adds one line every few seconds, for logs and pipes: mean rates, the median p50, the
 * worst p99 and the sum of the errors of these seconds.
 */
final class PlainScreen implements Screen {

	private static final int SECONDS_A_LINE = 5;

	private final PrintStream out;

	private final Terminal terminal;

	private final List<Second> pending = new ArrayList<>();

	PlainScreen(PrintStream out, Terminal terminal) {
		this.out = out;
		this.terminal = terminal;
	}

	@Override
	public void second(Second second) {
		this.pending.add(second);
		if ((second.t() + 1) % SECONDS_A_LINE == 0) {
			end();
		}
	}

	@Override
	public void line(Line line) {
		this.out.println(line.whole(this.terminal));
	}

	@Override
	public void end() {
		if (this.pending.isEmpty()) {
			return;
		}
		Second last = this.pending.getLast();
		Double worst = this.pending.stream()
			.map(Second::p99)
			.filter(Objects::nonNull)
			.max(Double::compare)
			.orElse(null);
		Line line = Line.of("%7d s".formatted(last.t() + 1)).add(field("offered", offered(), 6));
		// What somebody else's load is answered nobody here knows.
		if (this.pending.stream().anyMatch((second) -> second.sent() + second.done() > 0)) {
			line.add(field("achieved", Figures.rate(mean(this.pending.stream().mapToInt(Second::sent).sum())), 6))
				.add(field("p50", duration(median()), 6))
				.add(field("p99", duration(worst), 6))
				.add(field("errors", Figures.count(this.pending.stream().mapToInt(Second::errors).sum()), 2));
		}
		if (last.ready() != null) {
			line.add(field("ready", last.ready() + ((last.desired() != null) ? "/" + last.desired() : ""), 3));
		}
		String shares = shares();
		line(shares.isEmpty() ? line : line.add("  share " + shares + " %"));
		this.pending.clear();
	}

	private String offered() {
		List<Double> known = this.pending.stream().map(Second::offered).filter(Objects::nonNull).toList();
		return known.isEmpty() ? "-"
				: Figures.rate(known.stream().mapToDouble(Double::doubleValue).sum() / known.size());
	}

	private double mean(double sum) {
		return sum / this.pending.size();
	}

	private @Nullable Double median() {
		List<Double> sorted = this.pending.stream().map(Second::p50).filter(Objects::nonNull).sorted().toList();
		return sorted.isEmpty() ? null : sorted.get((sorted.size() - 1) / 2);
	}

	private String shares() {
		Map<String, Integer> requests = new TreeMap<>(LiveView.BY_NUMBER);
		for (Second second : this.pending) {
			second.instances().forEach((name, instance) -> requests.merge(name, instance.load(), Integer::sum));
		}
		// An instance that has gone meanwhile is no part of the picture any more.
		Map<String, InstanceSecond> now = this.pending.getLast().instances();
		requests.keySet().removeIf((name) -> !now.containsKey(name) || !now.get(name).ready());
		int all = requests.values().stream().mapToInt(Integer::intValue).sum();
		return (all == 0) ? ""
				: requests.values()
					.stream()
					.map((each) -> String.valueOf(Math.round(100.0 * each / all)))
					.collect(Collectors.joining(" "));
	}

	private static String field(String label, String value, int width) {
		return "  " + label + " " + " ".repeat(Math.max(0, width - value.length())) + value;
	}

	private static String duration(@Nullable Double seconds) {
		return (seconds != null) ? Figures.duration(seconds) : "-";
	}

}
