package dev.marea.lab.report;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run, as tables.
 */
record Results(@Nullable Summary summaryOrNull, Percentiles latencies) {

	private static final Words NO_SUMMARY = new Words("Not known: the run has no summary.",
			"No se sabe: la ejecución no tiene resumen.");

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
				table.cell((String) null).orEmpty(null).orEmpty(null).orEmpty(null);
			}
			else {
				table.cell(Figures.duration(each.p50()))
					.cell(Figures.duration(each.p99()))
					.cell(Figures.duration(each.max()))
					.cell(Figures.count(each.n()));
			}
		}
		measured.forEach((name, each) -> {
			if (Measure.ALL.stream().noneMatch((measure) -> measure.name().equals(name))) {
				table.row(name)
					.orEmpty(null)
					.cell(Figures.duration(each.p50()))
					.cell(Figures.duration(each.p99()))
					.cell(Figures.duration(each.max()))
					.cell(Figures.count(each.n()));
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
		row(table, "requests", "peticiones", Figures.count(summary.requests()));
		row(table, "offered, mean", "ofrecidas, media", rate(summary.offered()));
		row(table, "sent, mean", "enviadas, media", rate(summary.sent()));
		row(table, "answered, mean", "respondidas, media", rate(summary.answered()));
		row(table, "dropped", "perdidas", Figures.count(summary.dropped()));
		for (Summary.ScaleIn in : summary.scaleIns()) {
			String span = "%s – %s".formatted(Figures.time(in.from()), Figures.time(in.to()));
			row(table, "dropped in the scale-in of " + span, "perdidas en la reducción de " + span,
					Figures.count(in.dropped()));
		}
		row(table, "errors", "errores", (summary.errors() != null) ? Figures.percent(summary.errors()) : null);
		row(table, "latency p95", "latencia p95", duration(summary.p95()));
		row(table, "latency max", "latencia máx.", duration(summary.max()));
		Quantiles late = summary.lateness();
		row(table, "requests started late by the generator: p50, p99, max",
				"peticiones iniciadas tarde por el generador: p50, p99, máx.",
				(late != null) ? "%s, %s, %s".formatted(Figures.duration(late.p50()), Figures.duration(late.p99()),
						Figures.duration(late.max())) : null);
		machine(table, summary);
		row(table, "ready min, peak, final", "listas mín., pico, final",
				(ready != null) ? "%d, %d, %d".formatted(ready.min(), ready.peak(), ready.last()) : null);
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
					"sobrecargas tras las que el SLO no volvió a cumplirse", Figures.count(summary.unrecovered()));
		}
		return scroll(table) + byRequest(summary)
				+ counts(new Words("failed, by reason", "fallidas, por motivo"), summary.failures())
				+ counts(new Words("dropped, by request", "perdidas, por petición"), summary.droppedByRequest());
	}

	/** Empty if the record has no figures by request. */
	private static String byRequest(Summary summary) {
		if (summary.byRequest().isEmpty()) {
			return "";
		}
		Table table = new Table("").text("request", "petición")
			.number("requests", "peticiones")
			.number("dropped", "perdidas")
			.number("errors", "errores")
			.number("p50", "p50")
			.number("p95", "p95")
			.number("p99", "p99")
			.number("max", "máx.");
		summary.byRequest()
			.forEach((name, each) -> table.row(name)
				.cell(Figures.count(each.requests()))
				.cell(Figures.count(each.dropped()))
				.cell(Figures.percent(each.errors()))
				.cell(duration(each.p50()))
				.cell(duration(each.p95()))
				.cell(duration(each.p99()))
				.cell(duration(each.max())));
		return scroll(table);
	}

	private static @Nullable String duration(@Nullable Double seconds) {
		return (seconds != null) ? Figures.duration(seconds) : null;
	}

	/** Empty if there is nothing to count. */
	private static String counts(Words title, Map<String, Long> counts) {
		if (counts.isEmpty()) {
			return "";
		}
		Table table = new Table("").text(title.en(), title.es()).number("requests", "peticiones");
		counts.forEach((kind, count) -> table.row(kind).cell(Figures.count(count)));
		return scroll(table);
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
			return Html.words("p", "class=\"none\"", new Words("Not measured.", "No medida."));
		}
		Table table = new Table("").text("share of requests", "parte de las peticiones")
			.number("latency at most", "latencia máxima");
		for (double share : new double[] { 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1 }) {
			// With so few requests, this percentile equals the maximum.
			if (share == 1 || this.latencies.count() * (1 - share) >= 1) {
				table.row((share == 1) ? "100 %" : Figures.number(share * 100, 4) + " %")
					.cell(Figures.duration(this.latencies.at(share)));
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
		row(table, "CPU busy, mean", "CPU ocupada, media", Figures.percent(machine.busy()));
		row(table, "seconds starved of CPU", "segundos sin CPU suficiente", Figures.count(machine.starved()));
		if (machine.starved() > 0) {
			row(table, "of them while instances that were wanted were not ready",
					"de ellos, con instancias deseadas sin estar listas", Figures.count(machine.wanting()));
			row(table, "dropped, explained by the lack of CPU", "perdidas que explica la falta de CPU",
					Figures.count(machine.excused()));
			row(table, "seconds outside the SLO, not explained by it",
					"segundos fuera del SLO que no explica la falta de CPU", Figures.count(machine.violation()));
		}
	}

	private static void row(Table table, String en, String es, @Nullable String value) {
		table.row(new Words(en, es)).cell(value);
	}

	private static @Nullable String rate(@Nullable Double perSecond) {
		return (perSecond != null) ? Figures.number(perSecond, 1) + "/s" : null;
	}

	private static @Nullable String number(@Nullable Double value) {
		return (value != null) ? Figures.number(value, 3) : null;
	}

	private static String scroll(Table table) {
		return "<div class=\"scroll\">" + table + "</div>";
	}

}
