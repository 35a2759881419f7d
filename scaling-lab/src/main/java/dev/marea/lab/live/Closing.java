package dev.marea.lab.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.marea.lab.live.Line.Style;
import dev.marea.lab.report.Figures;
import dev.marea.lab.report.Measure;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The last lines of a run's view: its results.
 */
record Closing(RunInfo info, Summary summary, @Nullable Path report) {

	static final int COLUMN = 14;

	/** Maximum number of printed reasons and request names; the summary has more. */
	private static final int MOST = 5;

	List<Line> lines() {
		List<Line> lines = new ArrayList<>();
		lines.add(Line.of(""));
		load(lines);
		machine(lines);
		instances(lines);
		measures(lines);
		verdict(lines);
		if (this.report != null) {
			lines.add(label("report").add(this.report.toString(), Style.BOLD));
		}
		return lines;
	}

	private void load(List<Line> lines) {
		Summary summary = this.summary;
		if (summary.requests() == 0) {
			lines.add(label("requests").add("none by the lab"));
			return;
		}
		lines.add(label("requests").add(Figures.count(summary.requests()), Style.BOLD)
			.add(rate("   offered ", summary.offered()))
			.add(rate("   sent ", summary.sent()))
			.add(rate("   answered ", summary.answered())));
		Line dropped = label("dropped").add(Figures.count(summary.dropped()),
				(summary.dropped() > 0) ? Style.BAD : Style.GOOD);
		lines.add((summary.errors() != null) ? dropped.add("   " + Figures.percent(summary.errors())) : dropped);
		dropped.add(byRequest(summary.droppedByRequest()));
		for (Summary.ScaleIn in : summary.scaleIns()) {
			lines.add(label("").add("%s in the scale-in of %s to %s".formatted(Figures.count(in.dropped()),
					Figures.time(in.from()), Figures.time(in.to()))));
		}
		failures(summary.failures(), lines);
		if (summary.p50() != null) {
			lines.add(label("latency").add("p50 " + Figures.duration(summary.p50()))
				.add(duration("   p95 ", summary.p95()))
				.add(duration("   p99 ", summary.p99()))
				.add(duration("   p99.9 ", summary.p999()))
				.add(duration("   max ", summary.max())));
		}
		byRequest(lines);
		Quantiles late = summary.lateness();
		if (late != null) {
			lines.add(label("generator").add("started requests late by p50 " + Figures.duration(late.p50()))
				.add("   p99 " + Figures.duration(late.p99()))
				.add("   max " + Figures.duration(late.max()) + ", which the latencies include"));
		}
	}

	/**
	 * A line for each of the most frequent requests; one request alone has the figures
	 * above.
	 */
	private void byRequest(List<Line> lines) {
		Map<String, Summary.RequestFigures> requests = this.summary.byRequest();
		if (requests.size() < 2) {
			return;
		}
		requests.entrySet().stream().limit(MOST).forEach((request) -> {
			Summary.RequestFigures each = request.getValue();
			lines.add(label("").add(request.getKey().replaceAll("\\p{Cntrl}", " "))
				.add("   " + Figures.count(each.requests()))
				.add("   " + Figures.count(each.dropped()) + " dropped", (each.dropped() > 0) ? Style.BAD : null)
				.add(duration("   p50 ", each.p50()))
				.add(duration("   p95 ", each.p95()))
				.add(duration("   p99 ", each.p99())));
		});
		if (requests.size() > MOST) {
			lines.add(label("").add("for %d more names, see summary.json".formatted(requests.size() - MOST)));
		}
	}

	private void machine(List<Line> lines) {
		Summary.Machine machine = this.summary.machine();
		if (machine != null) {
			lines.add(label("machine").add("busy " + Math.round(machine.busy() * 100) + " % on average")
				.add("   " + Figures.count(machine.starved()) + " s starved of CPU",
						(machine.starved() > 0) ? Style.NOTICE : null));
		}
	}

	private static String byRequest(Map<String, Long> dropped) {
		return dropped.entrySet()
			.stream()
			.limit(MOST)
			.map((request) -> "   " + request.getKey() + " " + Figures.count(request.getValue()))
			.collect(Collectors.joining("", "", (dropped.size() > MOST) ? "   …" : ""));
	}

	private static void failures(Map<String, Long> failures, List<Line> lines) {
		failures.entrySet()
			.stream()
			.limit(MOST)
			.forEach((failure) -> lines
				.add(label("failed").add(Figures.count(failure.getValue()) + " × " + failure.getKey())));
		if (failures.size() > MOST) {
			int more = failures.size() - MOST;
			lines.add(label("failed")
				.add("for %d more reason%s, see summary.json".formatted(more, (more > 1) ? "s" : "")));
		}
	}

	private void instances(List<Line> lines) {
		Summary summary = this.summary;
		if (summary.ready() != null) {
			Line line = label("ready").add("min " + summary.ready().min())
				.add("   peak " + summary.ready().peak(), Style.BOLD)
				.add("   final " + summary.ready().last());
			lines.add((summary.skew() != null) ? line.add("   skew " + Figures.number(summary.skew(), 3)) : line);
		}
		String amounts = number("under", summary.under(), " instance-s") + number("over", summary.over(), " instance-s")
				+ number("violation", summary.violation(), " s");
		if (!amounts.isEmpty()) {
			lines.add(label("need").add(amounts.strip()));
		}
		if (summary.needInvalid() != null) {
			lines.add(label("").add(Measure.needInvalid(summary.needInvalid()).en(), Style.BAD));
		}
	}

	private void measures(List<Line> lines) {
		List<Measure> measured = Measure.ALL.stream()
			.filter((measure) -> this.summary.measures().containsKey(measure.name()))
			.toList();
		if (!measured.isEmpty()) {
			lines.add(Line.of(""));
			lines.add(new Line().to(COLUMN)
				.add("%8s%10s%10s%5s   from → to".formatted("p50", "p99", "max", "n"), Style.DIM));
		}
		for (Measure measure : measured) {
			Quantiles each = this.summary.measures().get(measure.name());
			lines.add(Line.of("  ")
				.add("%-15s".formatted(measure.title()))
				.add("%7s%10s%10s%5d".formatted(Figures.duration(each.p50()), Figures.duration(each.p99()),
						Figures.duration(each.max()), each.n()))
				.add("   " + measure.meaning().en(), Style.DIM));
		}
		String absent = Measure.ALL.stream()
			.filter((measure) -> !measured.contains(measure))
			.map(Measure::title)
			.collect(Collectors.joining(", "));
		if (!absent.isEmpty()) {
			lines.add(Line.of("  ").add("not measured: " + absent, Style.DIM));
		}
		Integer unrecovered = this.summary.unrecovered();
		if (unrecovered != null && unrecovered > 0) {
			lines.add(Line.of("  ")
				.add("not recovered: %d of the overloads, after which the SLO did not hold again"
					.formatted(unrecovered), Style.BAD));
		}
		lines.add(Line.of(""));
	}

	private void verdict(List<Line> lines) {
		new TreeMap<>(this.summary.invariants()).forEach((name, held) -> lines
			.add(label("invariant").add(held ? "✓ " : "✗ ", held ? Style.GOOD : Style.BAD).add(name)));
		for (Verdict.Check check : Verdict.of(this.info.slo(), this.summary).checks()) {
			Style style = switch (check.outcome()) {
				case HELD -> Style.GOOD;
				case BROKEN -> Style.BAD;
				case INCONCLUSIVE -> Style.NOTICE;
				case UNKNOWN -> Style.DIM;
			};
			lines.add(label("verdict").add(check.outcome().mark() + " ", style).add(check.words().en(), style));
		}
	}

	private static Line label(String label) {
		return Line.of("  ").add(label, Style.DIM).to(COLUMN);
	}

	private static String rate(String label, @Nullable Double perSecond) {
		return (perSecond != null) ? label + Figures.number(perSecond, 1) + "/s" : "";
	}

	private static String duration(String label, @Nullable Double seconds) {
		return (seconds != null) ? label + Figures.duration(seconds) : "";
	}

	private static String number(String label, @Nullable Double value, String unit) {
		return (value != null) ? "   " + label + " " + Figures.number(value, 1) + unit : "";
	}

}
