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
				.cell(Figures.time(life.from()))
				.cell((serving != null) ? Figures.time(serving) : null)
				.orEmpty((life.first() != null) ? Figures.time(life.first()) : null)
				.cell(Figures.time(life.spans().getLast().to()))
				.orEmpty((life.requests() != null) ? Figures.count(life.requests()) : null);
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
		asked(table, "url", "url", info.url());
		asked(table, "scenario", "escenario", info.scenario());
		asked(table, "shape", "forma", info.shape());
		asked(table, "SLO", "SLO", "p99 ≤ %s, errors ≤ %s".formatted(Figures.duration(info.slo().p99()),
				Figures.percent(info.slo().errors())));
		asked(table, "scaled service", "servicio que escala", info.service());
		asked(table, "capacity of an instance", "capacidad de una instancia",
				(info.capacity() != null) ? Figures.number(info.capacity(), 1) + "/s" : null);
		asked(table, "run", "ejecución", info.id());
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
			String more = (event.text() != null) ? event.text() : "";
			if (event.is(Event.DECISION) && event.desired() != null) {
				more = "%s%d%s".formatted((shown.from() != null) ? shown.from() + " → " : "", event.desired(),
						more.isEmpty() ? "" : ": " + more);
			}
			table.row(Figures.time(event.t()))
				.html("<span data-t=\"%1$s\">%1$s</span>".formatted(Html.escape(event.kind())))
				.orEmpty((event.instance() != null) ? event.instance() : event.service())
				.html("<span class=\"wrap\">" + Html.escape(more) + "</span>");
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
		for (Bucket bucket : Bucket.of(this.run.seconds(), step)) {
			Double metric = bucket.meanOf(Second::metric);
			Double offered = bucket.meanOf(Second::offered);
			Double answered = bucket.answered();
			table.row(bucket.t() + " s")
				.orEmpty((offered != null) ? Figures.rate(offered) : null)
				.cell(Figures.rate(bucket.mean(Second::sent)))
				.orEmpty((answered != null) ? Figures.rate(answered) : null)
				.cell(Figures.count(bucket.seconds().stream().mapToLong(Second::errors).sum()))
				.orEmpty(duration(bucket.highest(Second::p50)))
				.orEmpty(duration(bucket.highest(Second::p99)))
				.orEmpty(text(bucket.most(Second::need)))
				.orEmpty(text(bucket.last(Second::desired)))
				.orEmpty(text(bucket.last(Second::ready)))
				.orEmpty((metric != null) ? Figures.number(metric, 2) : null);
			if (machine) {
				Double busy = MachineUse.highest(bucket, MachineSecond::busy);
				table.orEmpty((busy != null) ? Figures.percent(busy) : null)
					.orEmpty(duration(MachineUse.highest(bucket, MachineSecond::late)))
					.cell(Figures.count(bucket.seconds().stream().filter(Second::starved).count()));
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
		return (versions == null) ? "" : Html.escape("Marea %s · Java %s · %s · %d cores".formatted(versions.marea(),
				versions.java(), versions.os(), versions.cores()));
	}

	private static void asked(Table table, String en, String es, @Nullable String value) {
		if (value != null) {
			table.row(new Words(en, es)).html("<span class=\"wrap\">" + Html.escape(value) + "</span>");
		}
	}

	private static String quoted(String argument) {
		return argument.matches("[\\w./:=,%@+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
	}

	private static @Nullable String duration(@Nullable Double seconds) {
		return (seconds != null) ? Figures.duration(seconds) : null;
	}

	private static @Nullable String text(@Nullable Integer number) {
		return (number != null) ? number.toString() : null;
	}

	private static String scroll(Table table) {
		return "<div class=\"scroll\" tabindex=\"0\">" + table + "</div>";
	}

}
