package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run, as tables.
 */
record Results(@Nullable Summary summaryOrNull, List<Second> seconds, Percentiles latencies) {

	/** Maximum number of rows of the times in which requests failed. */
	private static final int MOST_TIMES = 40;

	private static final Words NO_SUMMARY = new Words("Not known: the run has no summary.",
			"No se sabe: la ejecución no tiene resumen.");

	private static final Words NO_REQUEST = new Words("No request was made by the lab.",
			"El laboratorio no hizo ninguna petición.");

	private static final Words NO_LATENCY = new Words("Not measured.", "No medida.");

	String measures() {
		Map<String, Quantiles> measured = (this.summaryOrNull != null) ? this.summaryOrNull.measures() : Map.of();
		Table table = new Table("stack").text("measure", "medida")
			.text("from → to", "desde → hasta")
			.number("p50", "p50")
			.number("p99", "p99")
			.number("max", "máx.")
			.number("n", "n");
		for (Measure measure : Measure.ALL) {
			Quantiles each = measured.get(measure.name());
			table.row(measure.title())
				.meaning(measure.name().equals("detect") ? marked(measure.meaning()) : measure.meaning());
			if (each == null) {
				table.cell(null).orEmpty(null).orEmpty(null).orEmpty(null);
			}
			else {
				table.cell(Words.duration(each.p50()))
					.cell(Words.duration(each.p99()))
					.cell(Words.duration(each.max()))
					.cell(Words.count(each.n()));
			}
		}
		measured.forEach((name, each) -> {
			if (Measure.ALL.stream().noneMatch((measure) -> measure.name().equals(name))) {
				table.row(name)
					.orEmpty(null)
					.cell(Words.duration(each.p50()))
					.cell(Words.duration(each.p99()))
					.cell(Words.duration(each.max()))
					.cell(Words.count(each.n()));
			}
		});
		return scroll(table);
	}

	String summary() {
		Summary summary = this.summaryOrNull;
		if (summary == null) {
			return Html.words("p", "class=\"none\"", NO_SUMMARY);
		}
		Summary.Ready ready = summary.ready();
		Table table = new Table("").text("", "").number("", "");
		row(table, "offered, mean", "ofrecidas, media", rate(summary.offered()));
		row(table, "sent, mean", "enviadas, media", rate(summary.sent()));
		row(table, "answered, mean", "respondidas, media", rate(summary.answered()));
		for (Summary.ScaleIn in : summary.scaleIns()) {
			Words span = Words.of((numerals) -> "%s – %s".formatted(numerals.time(in.from()), numerals.time(in.to())));
			row(table, "dropped in the scale-in of " + span.en(), "perdidas en la reducción de " + span.es(),
					Words.count(in.dropped()));
		}
		Quantiles late = summary.lateness();
		row(table, "requests started late by the generator: p50, p99, max",
				"peticiones iniciadas tarde por el generador: p50, p99, máx.",
				(late != null) ? Words.of((numerals) -> "%s · %s · %s".formatted(numerals.duration(late.p50()),
						numerals.duration(late.p99()), numerals.duration(late.max()))) : null);
		machine(table, summary);
		row(table, "ready min, peak, final", "listas mín., pico, final",
				(ready != null) ? Words.same("%d, %d, %d".formatted(ready.min(), ready.peak(), ready.last())) : null);
		row(table, "skew: busiest over mean instance", "desequilibrio: la más cargada entre la media",
				number(summary.skew()));
		table
			.row(marked(new Words("under: instance-seconds short of need",
					"déficit: instancias-segundo por debajo de lo necesario")))
			.cell(number(summary.under()));
		table
			.row(marked(new Words("over: instance-seconds beyond need",
					"exceso: instancias-segundo por encima de lo necesario")))
			.cell(number(summary.over()));
		row(table, "violation: seconds outside the SLO", "incumplimiento: segundos fuera del SLO",
				number(summary.violation()));
		if (summary.unrecovered() != null) {
			row(table, "overloads after which the SLO did not hold again",
					"sobrecargas tras las que el SLO no volvió a cumplirse", Words.count(summary.unrecovered()));
		}
		return scroll(table);
	}

	/** Counts, errors and latencies of each request, and of all. */
	String requests() {
		Summary summary = this.summaryOrNull;
		if (summary == null) {
			return Html.words("p", "class=\"none\"", NO_SUMMARY);
		}
		if (summary.requests() == 0) {
			return Html.words("p", "class=\"none\"", NO_REQUEST);
		}
		Table table = new Table("stack").text("request", "petición")
			.number("requests", "peticiones")
			.number("share", "parte")
			.number("dropped", "perdidas")
			.number("errors", "errores")
			.number("p50", "p50")
			.number("p95", "p95")
			.number("p99", "p99")
			.number("max", "máx.");
		summary.byRequest()
			.forEach((name, each) -> table.row(Recorded.name(name))
				.cell(Words.count(each.requests()))
				.cell(Words.percent((double) each.requests() / summary.requests()))
				.cell(Words.count(each.dropped()))
				.cell(Words.percent(each.errors()))
				.cell(duration(each.p50()))
				.cell(duration(each.p95()))
				.cell(duration(each.p99()))
				.cell(duration(each.max())));
		if (summary.byRequest().size() != 1) {
			Double errors = summary.errors();
			table.row(new Words("all", "todas"))
				.cell(Words.count(summary.requests()))
				.cell(Words.percent(1))
				.cell(Words.count(summary.dropped()))
				.cell((errors != null) ? Words.percent(errors) : null)
				.cell(duration(summary.p50()))
				.cell(duration(summary.p95()))
				.cell(duration(summary.p99()))
				.cell(duration(summary.max()));
		}
		return scroll(table);
	}

	/** Why and when requests failed. */
	String errors() {
		Summary summary = this.summaryOrNull;
		if (summary == null) {
			return Html.words("p", "class=\"none\"", NO_SUMMARY) + times();
		}
		if (summary.requests() == 0) {
			return Html.words("p", "class=\"none\"", NO_REQUEST);
		}
		if (summary.dropped() == 0) {
			return Html.words("p", "", new Words("No request failed.", "Ninguna petición falló."));
		}
		// A record without figures by request may still count its drops by request.
		Map<String, Long> byRequest = summary.byRequest().isEmpty() ? summary.droppedByRequest() : Map.of();
		return failures(new Words("failed, by reason", "fallidas, por motivo"), summary.failures(), summary)
				+ failures(new Words("dropped, by request", "perdidas, por petición"), byRequest, summary) + times();
	}

	/** Empty if there is nothing to count. */
	private static String failures(Words title, Map<String, Long> counts, Summary summary) {
		if (counts.isEmpty()) {
			return "";
		}
		Table table = new Table("").text(title.en(), title.es())
			.number("requests", "peticiones")
			.number("share of the failed", "parte de las fallidas")
			.number("share of all", "parte de todas");
		counts.forEach((kind, count) -> table.row(Recorded.reason(kind))
			.cell(Words.count(count))
			.cell(Words.percent((double) count / summary.dropped()))
			.cell(Words.percent((double) count / summary.requests())));
		return scroll(table);
	}

	/** The times in which requests failed; of many, those with the most failures. */
	private String times() {
		List<List<Second>> times = new ArrayList<>();
		for (Second second : this.seconds) {
			if (second.errors() > 0) {
				if (times.isEmpty() || times.getLast().getLast().t() + 1 < second.t()) {
					times.add(new ArrayList<>());
				}
				times.getLast().add(second);
			}
		}
		if (times.isEmpty()) {
			return "";
		}
		Table table = new Table("").text("requests failed from", "peticiones fallidas desde")
			.number("to", "hasta")
			.number("failed", "fallidas")
			.number("answered 503", "con respuesta 503");
		times.stream()
			.sorted(Comparator.comparing(Results::failed, Comparator.reverseOrder()))
			.limit(MOST_TIMES)
			.sorted(Comparator.comparing((time) -> time.getFirst().t()))
			.forEach((time) -> table.row(Words.of((numerals) -> numerals.count(time.getFirst().t()) + " s"))
				.cell(Words.of((numerals) -> numerals.count(time.getLast().t() + 1L) + " s"))
				.cell(Words.count(failed(time)))
				.cell(Words.count(time.stream().mapToLong((each) -> each.statuses().getOrDefault("503", 0)).sum())));
		String rest = (times.size() <= MOST_TIMES) ? ""
				: Html.words("p", "class=\"none\"",
						new Words("%d of %d times: those with the most failures.".formatted(MOST_TIMES, times.size()),
								"%d de %d momentos: los de más fallos.".formatted(MOST_TIMES, times.size())));
		return scroll(table) + rest;
	}

	private static long failed(List<Second> time) {
		return time.stream().mapToLong(Second::errors).sum();
	}

	private static @Nullable Words duration(@Nullable Double seconds) {
		return (seconds != null) ? Words.duration(seconds) : null;
	}

	/** Requests by latency, as a plot and as a table. */
	String histogram() {
		if (this.latencies.isEmpty()) {
			return Html.words("p", "class=\"none\"", NO_LATENCY);
		}
		Table table = new Table("").text("latency", "latencia")
			.number("requests", "peticiones")
			.number("share", "parte")
			.number("share so far", "parte acumulada");
		long sum = 0;
		for (Percentiles.Range range : this.latencies.ranges()) {
			sum += range.count();
			table.row(Words.of((numerals) -> numerals.duration(range.from()) + " – " + numerals.duration(range.to())))
				.cell(Words.count(range.count()))
				.cell(Words.percent((double) range.count() / this.latencies.count()))
				.cell(Words.percent((double) sum / this.latencies.count()));
		}
		return "<div id=\"histogram\"></div>" + scroll(table);
	}

	String invariants() {
		Map<String, Boolean> invariants = (this.summaryOrNull != null) ? this.summaryOrNull.invariants() : Map.of();
		if (invariants.isEmpty()) {
			return Html.words("p", "class=\"none\"", new Words("None was checked.", "No se comprobó ninguno."));
		}
		Table table = new Table("").text("invariant", "invariante").text("outcome", "resultado");
		new TreeMap<>(invariants).forEach((name, outcome) -> {
			boolean held = Objects.equals(outcome, true);
			table.row(name)
				.html("<span class=\"verdict %s\"><span aria-hidden=\"true\">%s</span>%s</span>".formatted(
						held ? "held" : "broken", held ? "✓" : "✗",
						Html.words(held ? new Words("held", "se cumple") : new Words("broken", "roto"))));
		});
		return scroll(table);
	}

	String percentiles() {
		if (this.latencies.isEmpty()) {
			return Html.words("p", "class=\"none\"", NO_LATENCY);
		}
		Table table = new Table("").text("share of requests", "parte de las peticiones")
			.number("latency at most", "latencia máxima");
		for (double share : new double[] { 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1 }) {
			// With so few requests, this percentile equals the maximum.
			if (share == 1 || this.latencies.count() * (1 - share) >= 1) {
				table.row(Words.of((numerals) -> numerals.number(share * 100, 4) + " %"))
					.cell(Words.duration(this.latencies.at(share)));
			}
		}
		return "<div id=\"percentiles\"></div>" + scroll(table);
	}

	/** Marks measures that depend on need, if need does not hold. */
	private Words marked(Words words) {
		return (this.summaryOrNull == null || this.summaryOrNull.needInvalid() == null) ? words
				: new Words(words.en() + " (does not hold)", words.es() + " (no vale)");
	}

	/** Empty if nobody watched the machine. */
	private static void machine(Table table, Summary summary) {
		Summary.Machine machine = summary.machine();
		if (machine == null) {
			return;
		}
		row(table, "CPU busy, mean", "CPU ocupada, media", Words.percent(machine.busy()));
		row(table, "seconds starved of CPU", "segundos sin CPU suficiente", Words.count(machine.starved()));
		if (machine.starved() > 0) {
			row(table, "of them while instances that were wanted were not ready",
					"de ellos, con instancias deseadas sin estar listas", Words.count(machine.wanting()));
			row(table, "dropped, explained by the lack of CPU", "perdidas que explica la falta de CPU",
					Words.count(machine.excused()));
			row(table, "seconds outside the SLO, not explained by it",
					"segundos fuera del SLO que no explica la falta de CPU", Words.count(machine.violation()));
		}
	}

	private static void row(Table table, String en, String es, @Nullable Words value) {
		table.row(new Words(en, es)).cell(value);
	}

	private static @Nullable Words rate(@Nullable Double perSecond) {
		return (perSecond != null) ? Words.of((numerals) -> numerals.number(perSecond, 1) + "/s") : null;
	}

	private static @Nullable Words number(@Nullable Double value) {
		return (value != null) ? Words.number(value, 3) : null;
	}

	private static String scroll(Table table) {
		return "<div class=\"scroll\">" + table + "</div>";
	}

}
