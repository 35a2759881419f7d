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
	record Row(Words name, @Nullable Words a, @Nullable Words b, @Nullable Words ratio) {

	}

	private static final Words UNKNOWN = new Words("unknown", "desconocido");

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
		add(rows, new Words("requests", "peticiones"), (summary) -> (double) summary.requests(), Comparison::count);
		add(rows, new Words("offered", "ofrecidas"), Summary::offered, Comparison::perSecond);
		add(rows, new Words("sent", "enviadas"), Summary::sent, Comparison::perSecond);
		add(rows, new Words("answered", "respondidas"), Summary::answered, Comparison::perSecond);
		add(rows, new Words("dropped", "perdidas"), (summary) -> (double) summary.dropped(), Comparison::count);
		add(rows, new Words("errors", "errores"), Summary::errors, Words::percent);
		add(rows, Words.same("p50"), Summary::p50, Words::duration);
		add(rows, Words.same("p95"), Summary::p95, Words::duration);
		add(rows, Words.same("p99"), Summary::p99, Words::duration);
		add(rows, Words.same("p99.9"), Summary::p999, Words::duration);
		add(rows, new Words("max", "máx."), Summary::max, Words::duration);
		add(rows, new Words("late start p99", "inicio tarde p99"),
				(summary) -> (summary.lateness() != null) ? summary.lateness().p99() : null, Words::duration);
		add(rows, new Words("CPU busy", "CPU ocupada"),
				(summary) -> (summary.machine() != null) ? summary.machine().busy() : null, Words::percent);
		add(rows, new Words("starved of CPU", "sin CPU suficiente"),
				(summary) -> (summary.machine() != null) ? (Double) (double) summary.machine().starved() : null,
				Words::time);
		add(rows, new Words("ready peak", "listas, pico"), (summary) -> ready(summary, Summary.Ready::peak),
				Comparison::count);
		add(rows, new Words("ready final", "listas al final"), (summary) -> ready(summary, Summary.Ready::last),
				Comparison::count);
		add(rows, new Words("skew", "desequilibrio"), Summary::skew, Comparison::plain);
		add(rows, new Words("under, instance-s", "déficit, instancia-s"), Summary::under, Comparison::plain);
		add(rows, new Words("over, instance-s", "exceso, instancia-s"), Summary::over, Comparison::plain);
		add(rows, new Words("violation", "fuera del SLO"), Summary::violation, Words::time);
		for (Measure measure : Measure.ALL) {
			add(rows, Words.same(measure.title() + " p50"), (summary) -> measured(summary, measure, Quantiles::p50),
					Words::duration);
			add(rows, Words.same(measure.title() + " p99"), (summary) -> measured(summary, measure, Quantiles::p99),
					Words::duration);
		}
		add(rows, new Words("invariants broken", "invariantes rotos"), Comparison::broken, Comparison::count);
		byRequest(rows);
		return rows;
	}

	/** Latencies and errors of each request, if there are several. */
	private void byRequest(List<Row> rows) {
		Set<String> names = new LinkedHashSet<>(summary(this.a).byRequest().keySet());
		names.addAll(summary(this.b).byRequest().keySet());
		for (String name : (names.size() > 1) ? names : Set.<String>of()) {
			add(rows, Words.same("p50(" + name + ")"), of(name, Summary.RequestFigures::p50), Words::duration);
			add(rows, Words.same("p95(" + name + ")"), of(name, Summary.RequestFigures::p95), Words::duration);
			add(rows, Words.same("p99(" + name + ")"), of(name, Summary.RequestFigures::p99), Words::duration);
			add(rows, new Words("errors(" + name + ")", "errores(" + name + ")"),
					of(name, Summary.RequestFigures::errors), Words::percent);
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
	List<Words> unlike() {
		Stream<@Nullable Words> asked = Stream.of(
				different(new Words("scenario", "escenario"), this.a.info().scenario(), this.b.info().scenario()),
				different(new Words("shape", "forma"), this.a.info().shape(), this.b.info().shape()),
				different(Words.same("SLO"), slo(this.a.info().slo()), slo(this.b.info().slo())),
				different(new Words("capacity", "capacidad"), capacity(this.a), capacity(this.b)),
				different(new Words("cores", "núcleos"), cores(this.a), cores(this.b)),
				different(new Words("need", "necesidad"), need(this.a), need(this.b)));
		return Stream.concat(asked, autoscaler()).filter(Objects::nonNull).toList();
	}

	/** Every setting of the autoscaler that differs. */
	private Stream<@Nullable Words> autoscaler() {
		Map<String, String> a = settings(this.a.info().hpa());
		Map<String, String> b = settings(this.b.info().hpa());
		if (a.isEmpty() != b.isEmpty()) {
			return Stream.of(different(new Words("autoscaler", "autoescalador"), hpa(a), hpa(b)));
		}
		Set<String> paths = new TreeSet<>(a.keySet());
		paths.addAll(b.keySet());
		return paths.stream().map((path) -> different(Words.same(path), setting(a.get(path)), setting(b.get(path))));
	}

	private static Words hpa(Map<String, String> settings) {
		return settings.isEmpty() ? new Words("none", "ninguno") : new Words("an HPA", "un HPA");
	}

	private static Words setting(@Nullable String value) {
		return (value != null) ? Words.same(value) : new Words("unset", "sin fijar");
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

	private static @Nullable Words different(Words what, @Nullable String a, @Nullable String b) {
		return different(what, (a != null) ? Words.same(a) : UNKNOWN, (b != null) ? Words.same(b) : UNKNOWN);
	}

	private static @Nullable Words different(Words what, @Nullable Words a, @Nullable Words b) {
		Words first = (a != null) ? a : UNKNOWN;
		Words second = (b != null) ? b : UNKNOWN;
		return first.equals(second) ? null : new Words("%s: A %s, B %s".formatted(what.en(), first.en(), second.en()),
				"%s: A %s, B %s".formatted(what.es(), first.es(), second.es()));
	}

	private static Words slo(Slo slo) {
		return Words.same(slo.toString());
	}

	private static @Nullable Words capacity(Run run) {
		Double capacity = run.info().capacity();
		return (capacity != null) ? perSecond(capacity) : null;
	}

	private static Words need(Run run) {
		Summary summary = run.summary();
		return (summary == null || summary.needInvalid() == null) ? new Words("holds", "vale")
				: new Words("does not hold in %d s".formatted(summary.needInvalid().seconds()),
						"no vale en %d s".formatted(summary.needInvalid().seconds()));
	}

	private static @Nullable String cores(Run run) {
		return (run.info().versions() != null) ? String.valueOf(run.info().versions().cores()) : null;
	}

	private void add(List<Row> rows, Words name, Function<Summary, @Nullable Double> value,
			Function<Double, Words> text) {
		Double a = value.apply(Objects.requireNonNull(this.a.summary()));
		Double b = value.apply(Objects.requireNonNull(this.b.summary()));
		if (a != null || b != null) {
			rows.add(
					new Row(name, (a != null) ? text.apply(a) : null, (b != null) ? text.apply(b) : null, ratio(a, b)));
		}
	}

	private static @Nullable Words ratio(@Nullable Double a, @Nullable Double b) {
		return (a == null || b == null || a == 0) ? null : Words.of((numerals) -> numerals.fixed(b / a, 2));
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

	private static Words count(double number) {
		return Words.count(Math.round(number));
	}

	private static Words perSecond(double rate) {
		return Words.of((numerals) -> numerals.number(rate, 1) + "/s");
	}

	private static Words plain(double number) {
		return Words.number(number, 2);
	}

}
