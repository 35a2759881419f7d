package dev.marea.lab.live;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.marea.lab.live.Line.Style;
import dev.marea.lab.report.Figures;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * Adds one line every few seconds, for logs and pipes. It has the mean rates of these
 * seconds, the number of failures, the median p50 and the worst p99.
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
		Line line = Line.of("%7d s".formatted(last.t() + 1)).add(field("offered", offered(), 6));
		List<Second.Ended> ended = this.pending.stream().map(Second::ended).filter(Objects::nonNull).toList();
		// The lab does not know the answers to another tool's load.
		if (!ended.isEmpty()) {
			line.add(field("sent", mean(this.pending.stream().mapToInt(Second::sent).sum()), 6))
				.add(field("answered", mean(ended.stream().mapToInt(Second.Ended::answered).sum()), 6))
				.add(field("failed", Figures.count(ended.stream().mapToInt(Second.Ended::failed).sum()), 2))
				.add(field("p50", duration(median(ended)), 6))
				.add(field("p99", duration(worst(ended)), 6));
		}
		if (last.ready() != null) {
			line.add(field("ready", last.ready() + ((last.desired() != null) ? "/" + last.desired() : ""), 3));
		}
		String shares = shares();
		line.add(shares.isEmpty() ? "" : "  share " + shares + " %");
		this.pending.stream()
			.filter(Second::starved)
			.map((second) -> Objects.requireNonNull(second.machine()))
			.max(Comparator.comparing((machine) -> Objects.requireNonNull(machine.taken())))
			.ifPresent((machine) -> line.add(busy(machine), Style.BAD));
		line(line);
		this.pending.clear();
	}

	private static String busy(MachineSecond machine) {
		String busy = "  machine busy " + Math.round(Objects.requireNonNull(machine.busy()) * 100) + " %";
		long stolen = (machine.stolen() != null) ? Math.round(machine.stolen() * 100) : 0;
		return (stolen > 0) ? busy + ", stolen " + stolen + " %" : busy;
	}

	private String offered() {
		List<Double> known = this.pending.stream().map(Second::offered).filter(Objects::nonNull).toList();
		return known.isEmpty() ? "-"
				: Figures.rate(known.stream().mapToDouble(Double::doubleValue).sum() / known.size());
	}

	private String mean(double sum) {
		return Figures.rate(sum / this.pending.size());
	}

	private static @Nullable Double median(List<Second.Ended> ended) {
		List<Double> sorted = ended.stream().map(Second.Ended::p50).filter(Objects::nonNull).sorted().toList();
		return sorted.isEmpty() ? null : sorted.get((sorted.size() - 1) / 2);
	}

	private static @Nullable Double worst(List<Second.Ended> ended) {
		return ended.stream().map(Second.Ended::p99).filter(Objects::nonNull).max(Double::compare).orElse(null);
	}

	private String shares() {
		Map<String, Integer> requests = new TreeMap<>(LiveView.BY_NUMBER);
		for (Second second : this.pending) {
			second.instances().forEach((name, instance) -> requests.merge(name, instance.load(), Integer::sum));
		}
		// Instances that are gone meanwhile are left out.
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
