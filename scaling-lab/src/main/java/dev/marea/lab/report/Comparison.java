package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The comparison of two runs.
 *
 * @param a the run to compare with
 * @param b the compared run; its figures are divided by the other's
 */
record Comparison(Run a, Run b) {

	/**
	 * One figure of both runs.
	 *
	 * @param a its text; absent if not measured
	 * @param b its text; absent if not measured
	 * @param ratio B/A; absent if it cannot be computed
	 */
	record Row(String name, @Nullable String a, @Nullable String b, @Nullable String ratio) {

	}

	Comparison {
		summary(a);
		summary(b);
	}

	/**
	 * A run's summary.
	 * @throws UsageError if it was cut short
	 */
	static Summary summary(Run run) {
		if (run.summary() == null) {
			throw new UsageError("the run " + run.info().id() + " was cut short: it has no summary.");
		}
		return run.summary();
	}

	/** Measures of at least one of the runs. */
	List<Row> rows() {
		List<Row> rows = new ArrayList<>();
		add(rows, "requests", (summary) -> (double) summary.requests(), Comparison::count);
		add(rows, "offered", Summary::offered, Comparison::perSecond);
		add(rows, "sent", Summary::sent, Comparison::perSecond);
		add(rows, "answered", Summary::answered, Comparison::perSecond);
		add(rows, "dropped", (summary) -> (double) summary.dropped(), Comparison::count);
		add(rows, "errors", Summary::errors, Figures::percent);
		add(rows, "p50", Summary::p50, Figures::duration);
		add(rows, "p95", Summary::p95, Figures::duration);
		add(rows, "p99", Summary::p99, Figures::duration);
		add(rows, "p99.9", Summary::p999, Figures::duration);
		add(rows, "max", Summary::max, Figures::duration);
		add(rows, "late start p99", (summary) -> (summary.lateness() != null) ? summary.lateness().p99() : null,
				Figures::duration);
		add(rows, "CPU busy", (summary) -> (summary.machine() != null) ? summary.machine().busy() : null,
				Figures::percent);
		add(rows, "starved of CPU",
				(summary) -> (summary.machine() != null) ? (Double) (double) summary.machine().starved() : null,
				Figures::time);
		add(rows, "ready peak", (summary) -> ready(summary, Summary.Ready::peak), Comparison::count);
		add(rows, "ready final", (summary) -> ready(summary, Summary.Ready::last), Comparison::count);
		add(rows, "skew", Summary::skew, Comparison::plain);
		add(rows, "under, instance-s", Summary::under, Comparison::plain);
		add(rows, "over, instance-s", Summary::over, Comparison::plain);
		add(rows, "violation", Summary::violation, Figures::time);
		for (Measure measure : Measure.ALL) {
			add(rows, measure.title() + " p50", (summary) -> measured(summary, measure, Quantiles::p50),
					Figures::duration);
			add(rows, measure.title() + " p99", (summary) -> measured(summary, measure, Quantiles::p99),
					Figures::duration);
		}
		add(rows, "invariants broken", Comparison::broken, Comparison::count);
		byRequest(rows);
		return rows;
	}

	/** Latencies and errors of each request, if there are several. */
	private void byRequest(List<Row> rows) {
		Set<String> names = new LinkedHashSet<>(summary(this.a).byRequest().keySet());
		names.addAll(summary(this.b).byRequest().keySet());
		for (String name : (names.size() > 1) ? names : Set.<String>of()) {
			add(rows, "p50(" + name + ")", of(name, Summary.RequestFigures::p50), Figures::duration);
			add(rows, "p95(" + name + ")", of(name, Summary.RequestFigures::p95), Figures::duration);
			add(rows, "p99(" + name + ")", of(name, Summary.RequestFigures::p99), Figures::duration);
			add(rows, "errors(" + name + ")", of(name, Summary.RequestFigures::errors), Figures::percent);
		}
	}

	private static Function<Summary, @Nullable Double> of(String name,
			Function<Summary.RequestFigures, @Nullable Double> part) {
		return (summary) -> {
			Summary.RequestFigures figures = summary.byRequest().get(name);
			return (figures != null) ? part.apply(figures) : null;
		};
	}

	/** Differences in the input of the runs; without them, the figures mislead. */
	List<String> unlike() {
		Stream<@Nullable String> asked = Stream.of(
				different("scenario", this.a.info().scenario(), this.b.info().scenario()),
				different("shape", this.a.info().shape(), this.b.info().shape()),
				different("SLO", slo(this.a.info().slo()), slo(this.b.info().slo())),
				different("capacity", capacity(this.a), capacity(this.b)),
				different("cores", cores(this.a), cores(this.b)), different("need", need(this.a), need(this.b)));
		return Stream.concat(asked, autoscaler()).filter(Objects::nonNull).toList();
	}

	/** Every setting of the autoscaler that differs. */
	private Stream<@Nullable String> autoscaler() {
		Map<String, String> a = settings(this.a.info().hpa());
		Map<String, String> b = settings(this.b.info().hpa());
		if (a.isEmpty() != b.isEmpty()) {
			return Stream.of(different("autoscaler", a.isEmpty() ? "none" : "an HPA", b.isEmpty() ? "none" : "an HPA"));
		}
		Set<String> paths = new TreeSet<>(a.keySet());
		paths.addAll(b.keySet());
		return paths.stream()
			.map((path) -> different(path, a.getOrDefault(path, "unset"), b.getOrDefault(path, "unset")));
	}

	private static Map<String, String> settings(@Nullable JsonNode hpa) {
		Map<String, String> settings = new TreeMap<>();
		if (hpa != null) {
			collect(hpa.path("spec"), "", settings);
		}
		return settings;
	}

	private static void collect(JsonNode node, String path, Map<String, String> into) {
		if (node.isValueNode()) {
			into.put(path, node.asString());
		}
		node.properties()
			.forEach((each) -> collect(each.getValue(), path + (path.isEmpty() ? "" : ".") + each.getKey(), into));
		if (node.isArray()) {
			for (int i = 0; i < node.size(); i++) {
				collect(node.path(i), path + "[" + i + "]", into);
			}
		}
	}

	private static @Nullable String different(String what, @Nullable String a, @Nullable String b) {
		return Objects.equals(a, b) ? null
				: "%s: A %s, B %s".formatted(what, (a != null) ? a : "unknown", (b != null) ? b : "unknown");
	}

	private static String slo(Slo slo) {
		return slo.toString();
	}

	private static @Nullable String capacity(Run run) {
		Double capacity = run.info().capacity();
		return (capacity != null) ? Figures.number(capacity, 1) + "/s" : null;
	}

	private static String need(Run run) {
		Summary summary = run.summary();
		return (summary == null || summary.needInvalid() == null) ? "holds"
				: "does not hold in %d s".formatted(summary.needInvalid().seconds());
	}

	private static @Nullable String cores(Run run) {
		return (run.info().versions() != null) ? String.valueOf(run.info().versions().cores()) : null;
	}

	private void add(List<Row> rows, String name, Function<Summary, @Nullable Double> value,
			Function<Double, String> text) {
		Double a = value.apply(Objects.requireNonNull(this.a.summary()));
		Double b = value.apply(Objects.requireNonNull(this.b.summary()));
		if (a != null || b != null) {
			rows.add(
					new Row(name, (a != null) ? text.apply(a) : null, (b != null) ? text.apply(b) : null, ratio(a, b)));
		}
	}

	private static @Nullable String ratio(@Nullable Double a, @Nullable Double b) {
		return (a == null || b == null || a == 0) ? null : Figures.fixed(b / a, 2);
	}

	private static @Nullable Double ready(Summary summary, Function<Summary.Ready, Integer> part) {
		return (summary.ready() != null) ? (Double) part.apply(summary.ready()).doubleValue() : null;
	}

	private static @Nullable Double measured(Summary summary, Measure measure, Function<Quantiles, Double> part) {
		Quantiles quantiles = summary.measures().get(measure.name());
		return (quantiles != null) ? part.apply(quantiles) : null;
	}

	private static @Nullable Double broken(Summary summary) {
		return summary.invariants().isEmpty() ? null
				: (Double) (double) summary.invariants()
					.values()
					.stream()
					.filter((held) -> !Objects.equals(held, true))
					.count();
	}

	private static String count(double number) {
		return Figures.count(Math.round(number));
	}

	private static String perSecond(double rate) {
		return Figures.number(rate, 1) + "/s";
	}

	private static String plain(double number) {
		return Figures.number(number, 2);
	}

}
