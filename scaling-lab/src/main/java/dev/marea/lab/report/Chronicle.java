package dev.marea.lab.report;

import java.util.List;
import java.util.stream.Collectors;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The input and the record of a run, as tables with the content of the plots.
 */
record Chronicle(Run run, PlotData plots, List<Lifeline> lives) {

	private static final int MOST_LIVES = 500;

	private static final int MOST_ROWS = 60;

	private static final YAMLMapper YAML = YAMLMapper.builder()
		.disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
		.enable(YAMLWriteFeature.MINIMIZE_QUOTES)
		.enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
		.build();

	String instances() {
		if (this.lives.isEmpty()) {
			return Html.words("p", "class=\"none\"", new Words("Nobody observed them.", "Nadie las observó."));
		}
		Table table = new Table("").text("instance", "instancia")
			.number("from", "desde")
			.number("serving", "sirve")
			.number("first request", "primera petición")
			.number("until", "hasta")
			.number("requests", "peticiones");
		for (Lifeline life : Lifeline.weightiest(this.lives, MOST_LIVES)) {
			Double serving = life.began("serving");
			table.row(life.name())
				.cell(Words.time(life.from()))
				.cell((serving != null) ? Words.time(serving) : null)
				.orEmpty((life.first() != null) ? Words.time(life.first()) : null)
				.cell(Words.time(life.spans().getLast().to()))
				.orEmpty((life.requests() != null) ? Words.count(life.requests()) : null);
		}
		String rest = (this.lives.size() <= MOST_LIVES) ? ""
				: Html.words("p", "class=\"none\"",
						new Words(
								"%d of %d: those with a crash and those that served most.".formatted(MOST_LIVES,
										this.lives.size()),
								"%d de %d: las que tuvieron una caída y las que más sirvieron.".formatted(MOST_LIVES,
										this.lives.size())));
		return scroll(table) + rest;
	}

	String asked() {
		RunInfo info = this.run.info();
		Table table = new Table("").text("", "").text("", "");
		table.row(new Words("command", "orden"))
			.html(Html
				.code("marea " + info.command().stream().map(Chronicle::quoted).collect(Collectors.joining(" "))));
		asked(table, "url", "url", same(info.url()));
		asked(table, "scenario", "escenario", same(info.scenario()));
		asked(table, "shape", "forma", same(info.shape()));
		Words p99 = Words.duration(info.slo().p99());
		Words errors = Words.percent(info.slo().errors());
		asked(table, "SLO", "SLO", new Words("p99 ≤ %s, errors ≤ %s".formatted(p99.en(), errors.en()),
				"p99 ≤ %s, errores ≤ %s".formatted(p99.es(), errors.es())));
		asked(table, "scaled service", "servicio que escala", same(info.service()));
		Double capacity = info.capacity();
		asked(table, "capacity of an instance", "capacidad de una instancia",
				(capacity != null) ? Words.of((numerals) -> numerals.number(capacity, 1) + "/s") : null);
		asked(table, "run", "ejecución", same(info.id()));
		JsonNode hpa = info.hpa();
		return scroll(table) + ((hpa == null) ? "" : Html.words("h3", "", new Words("Autoscaler", "Autoescalador"))
				+ "<pre tabindex=\"0\">" + Html.escape(YAML.writeValueAsString(hpa).strip()) + "</pre>");
	}

	String events() {
		Highlights highlights = this.plots.highlights();
		if (highlights.shown().isEmpty()) {
			return Html.words("p", "class=\"none\"", new Words("None is recorded.", "No consta ninguno."));
		}
		Table table = new Table("").number("time", "tiempo")
			.text("event", "suceso")
			.text("instance", "instancia")
			.text("more", "más");
		for (Highlights.Shown shown : highlights.shown()) {
			Event event = shown.event();
			Words text = Recorded.event((event.text() != null) ? event.text() : "");
			String scaled = (event.is(Event.DECISION) && event.desired() != null)
					? "%s%d%s".formatted((shown.from() != null) ? shown.from() + " → " : "", event.desired(),
							text.en().isEmpty() ? "" : ": ")
					: "";
			table.row(Words.time(event.t()))
				.cell(Highlights.kind(event.kind()))
				.plain((event.instance() != null) ? event.instance() : event.service())
				.html(Html.words("span", "class=\"wrap\"", new Words(scaled + text.en(), scaled + text.es())));
		}
		Words left = highlights.rest();
		String rest = (left != null) ? Html.words("p", "class=\"none\"", left) : "";
		return "<div class=\"scroll tall\" tabindex=\"0\">" + table + "</div>" + rest;
	}

	String timeline() {
		if (this.run.seconds().isEmpty()) {
			return Html.words("p", "class=\"none\"", new Words("No second is recorded.", "No consta ningún segundo."));
		}
		int length = this.run.seconds().getLast().t() + 1;
		int step = Math.max(1, (length + MOST_ROWS - 1) / MOST_ROWS);
		boolean machine = MachineUse.of(this.run).known();
		Table table = new Table("").number("from", "desde")
			.number("offered", "ofrecidas")
			.number("sent", "enviadas")
			.number("answered", "respondidas")
			.number("errors", "errores")
			.number("p50", "p50")
			.number("p99", "p99")
			.number("need", "necesarias")
			.number("desired", "deseadas")
			.number("ready", "listas")
			.number("metric", "métrica");
		if (machine) {
			table.number("CPU busy, max", "CPU ocupada, máx.")
				.number("generator late, max", "retraso del generador, máx.")
				.number("starved, s", "sin CPU, s");
		}
		for (PlotPoint bucket : PlotPoint.of(this.run.seconds(), step)) {
			Double metric = bucket.meanOf(Second::metric);
			Double offered = bucket.meanOf(Second::offered);
			Double answered = bucket.answered();
			table.row(bucket.t() + " s")
				.orEmpty((offered != null) ? Words.rate(offered) : null)
				.cell(Words.rate(bucket.mean(Second::sent)))
				.orEmpty((answered != null) ? Words.rate(answered) : null)
				.cell(Words.count(bucket.seconds().stream().mapToLong(Second::errors).sum()))
				.orEmpty(duration(bucket.highest(Second::p50)))
				.orEmpty(duration(bucket.highest(Second::p99)))
				.plain(text(bucket.most(Second::need)))
				.plain(text(bucket.last(Second::desired)))
				.plain(text(bucket.last(Second::ready)))
				.orEmpty((metric != null) ? Words.number(metric, 2) : null);
			if (machine) {
				Double busy = MachineUse.highest(bucket, MachineSecond::busy);
				table.orEmpty((busy != null) ? Words.percent(busy) : null)
					.orEmpty(duration(MachineUse.highest(bucket, MachineSecond::late)))
					.cell(Words.count(bucket.seconds().stream().filter(Second::starved).count()));
			}
		}
		Words about = new Words(
				"Each row is %d s: mean rates, the sum of the errors, the worst latencies, the highest need, the other counts at its end."
					.formatted(step),
				"Cada fila son %d s: tasas medias, la suma de los errores, las peores latencias, la mayor necesidad, las demás cuentas a su final."
					.formatted(step));
		return "<details>%s%s<div class=\"scroll\" tabindex=\"0\">%s</div></details>".formatted(
				Html.words("summary", "", new Words("Show", "Mostrar")), Html.words("p", "class=\"none\"", about),
				table);
	}

	String versions() {
		RunInfo.Versions versions = this.run.info().versions();
		if (versions == null) {
			return "";
		}
		String all = "Marea %s · Java %s · %s · %d ".formatted(versions.marea(), versions.java(), versions.os(),
				versions.cores());
		return Html.words(new Words(all + "cores", all + "núcleos"));
	}

	private static void asked(Table table, String en, String es, @Nullable Words value) {
		if (value != null) {
			table.row(new Words(en, es)).html(Html.words("span", "class=\"wrap\"", value));
		}
	}

	private static @Nullable Words same(@Nullable String text) {
		return (text != null) ? Words.same(text) : null;
	}

	private static String quoted(String argument) {
		return argument.matches("[\\w./:=,%@+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
	}

	private static @Nullable Words duration(@Nullable Double seconds) {
		return (seconds != null) ? Words.duration(seconds) : null;
	}

	private static @Nullable String text(@Nullable Integer number) {
		return (number != null) ? number.toString() : null;
	}

	private static String scroll(Table table) {
		return "<div class=\"scroll\" tabindex=\"0\">" + table + "</div>";
	}

}
