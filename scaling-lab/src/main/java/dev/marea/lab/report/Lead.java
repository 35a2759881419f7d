package dev.marea.lab.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The begin of the report: the run, its outcome, and notes for the reader.
 */
record Lead(Run run, Percentiles percentiles) {

	private static final DateTimeFormatter STARTED = DateTimeFormatter
		.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	Words title() {
		Words headline = Headline.of(this.run);
		String id = this.run.info().id();
		return new Words(headline.en() + " " + id, headline.es() + " " + id);
	}

	String which() {
		RunInfo info = this.run.info();
		String load = Stream.of(info.scenario(), info.shape())
			.filter(Objects::nonNull)
			.collect(Collectors.joining(", "));
		return Stream
			.of((load.isEmpty() ? "" : "<b>" + Html.escape(load) + "</b> ")
					+ ((info.url() != null) ? "→ " + Html.escape(info.url()) : ""),
					Html.escape(STARTED.format(info.started())),
					this.run.seconds().isEmpty() ? null
							: Html.words(Words
								.of((numerals) -> numerals.count(this.run.seconds().getLast().t() + 1L) + " s")))
			.filter((part) -> part != null && !part.isEmpty())
			.collect(Collectors.joining(" · "));
	}

	String badges() {
		return Verdict.of(this.run.info().slo(), this.run.summary()).checks().stream().map((check) -> {
			String look = check.outcome().name().toLowerCase(Locale.ROOT);
			return "<li class=\"%s\"><span aria-hidden=\"true\">%s</span>%s</li>".formatted(look,
					check.outcome().mark(), Html.words(check.words()));
		}).collect(Collectors.joining());
	}

	String tiles() {
		Summary summary = this.run.summary();
		if (summary == null) {
			return "";
		}
		Summary.Ready ready = summary.ready();
		// Drops of another tool's load are unknown.
		boolean own = summary.requests() > 0;
		Slo slo = this.run.info().slo();
		return tile(new Words("Requests", "Peticiones"), own ? Words.count(summary.requests()) : null,
				figure(summary.offered(), Words::rate))
				+ tile(new Words("Dropped", "Perdidas"), own ? Words.count(summary.dropped()) : null,
						figure(summary.errors(), Words::percent))
				+ tile(new Words("p99 latency", "Latencia p99"), figure(summary.p99(), Words::duration),
						medianAndTail(summary))
				+ tile(new Words("Ready instances", "Instancias listas"),
						(ready == null) ? null
								: Words.same((ready.min() == ready.peak()) ? String.valueOf(ready.peak())
										: "%d – %d".formatted(ready.min(), ready.peak())),
						(ready == null) ? null
								: new Words("%d at the end".formatted(ready.last()),
										"%d al final".formatted(ready.last())))
				+ tile(new Words("Outside the SLO", "Fuera del SLO"),
						figure(summary.violation(),
								(seconds) -> Words.of((numerals) -> numerals.number(seconds, 0) + " s")),
						Words.of((numerals) -> "p99 ≤ " + numerals.duration(slo.p99())))
				+ tile(new Words("Under, over need", "Déficit, exceso"), underAndOver(summary),
						(summary.needInvalid() == null) ? new Words("instance-seconds", "instancias-segundo")
								: new Words("do not hold", "no valen"))
				+ tile(new Words("Skew", "Desequilibrio"), figure(summary.skew(), (skew) -> Words.number(skew, 3)),
						new Words("busiest over mean", "la más cargada entre la media"));
	}

	private static @Nullable Words medianAndTail(Summary summary) {
		Double p50 = summary.p50();
		Double p999 = summary.p999();
		return (p50 == null) ? null : Words.of((numerals) -> "p50 " + numerals.duration(p50)
				+ ((p999 != null) ? ", p" + numerals.number(99.9, 1) + " " + numerals.duration(p999) : ""));
	}

	private static @Nullable Words underAndOver(Summary summary) {
		Double under = summary.under();
		Double over = summary.over();
		return (under == null || over == null) ? null
				: Words.of((numerals) -> numerals.number(under, 0) + ", " + numerals.number(over, 0));
	}

	private static @Nullable Words figure(@Nullable Double value, Function<Double, Words> text) {
		return (value != null) ? text.apply(value) : null;
	}

	private static String tile(Words name, @Nullable Words value, @Nullable Words beside) {
		String text = (value != null) ? Html.words(value) : Html.words("span", "class=\"none\"", Words.NOT_MEASURED);
		String small = (beside != null && value != null) ? Html.words("small", "", beside) : "";
		return "<div>%s<dd>%s%s</dd></div>".formatted(Html.words("dt", "", name), text, small);
	}

	String notes() {
		Summary summary = this.run.summary();
		Stream<String> invalid = (summary != null && summary.needInvalid() != null)
				? Stream.of(Html.words("p", "", Measure.needInvalid(summary.needInvalid()))) : Stream.empty();
		String notes = Stream.concat(invalid, this.run.info().notes().stream().map(Lead::note))
			.collect(Collectors.joining());
		return notes.isEmpty() ? "" : "<div class=\"notes\">" + notes + "</div>";
	}

	/** A note that is not known stays English on a Spanish page. */
	private static String note(String text) {
		Words note = Recorded.note(text);
		return Html.words("p", note.en().equals(note.es()) ? "lang=\"en\"" : "", note);
	}

	/** Names the missing parts of a run, so that nobody searches for them. */
	String absent() {
		List<Words> absent = new ArrayList<>();
		boolean observed = this.run.seconds().stream().anyMatch((second) -> second.ready() != null);
		if (this.run.seconds().isEmpty()) {
			absent.add(new Words("No second is recorded: there are no plots.",
					"No consta ningún segundo: no hay gráficas."));
		}
		if (this.run.summary() == null) {
			absent.add(new Words("There is no summary: the run was cut short or is still going on.",
					"No hay resumen: la ejecución se interrumpió o aún no ha terminado."));
		}
		if (!observed) {
			absent.add(new Words(
					"Nobody observed the instances: how many were ready and how they shared the load is not known.",
					"Nadie observó las instancias: no se sabe cuántas estaban listas ni cómo se repartieron la carga."));
		}
		if (this.run.info().hpa() == null) {
			absent.add(
					new Words("No autoscaler is known to this run.", "Esta ejecución no conoce ningún autoescalador."));
		}
		if (this.run.info().capacity() == null) {
			absent.add(new Words("The capacity of an instance was not measured, so need is not known.",
					"No se midió la capacidad de una instancia, así que no se sabe cuántas hacían falta."));
		}
		if (this.percentiles.isEmpty()) {
			absent.add(new Words("There is no latency log: no percentiles of the whole run.",
					"No hay registro de latencias: no hay percentiles de toda la ejecución."));
		}
		return absent.isEmpty() ? ""
				: "<div class=\"notes absent\">%s%s</div>".formatted(
						Html.words("strong", "",
								new Words("What this report does not have", "Lo que falta en este informe")),
						absent.stream().map((words) -> Html.words("p", "", words)).collect(Collectors.joining()));
	}

	/**
	 * @param step seconds of a point
	 * @param rest names of what is not drawn
	 */
	String plots(int step, @Nullable Words rest) {
		if (this.run.seconds().isEmpty()) {
			return "";
		}
		String points = (step == 1) ? "" : Html
			.words(new Words("Each point is %d s; latencies and need are the highest of them.".formatted(step),
					"Cada punto son %d s; las latencias y la necesidad son las más altas de ellos.".formatted(step)));
		return """
				<div class="plotbar">%s <button type="button" id="whole" data-es="Toda la ejecución">Whole run</button>%s
				%s <span class="at" id="at"></span></div>
				<noscript><p class="notes">%s</p></noscript>
				<div class="card" id="plots"></div>%s"""
			.formatted(Html.words("strong", "", new Words("One time axis", "Un solo eje de tiempo")), points, Html
				.words("span", "class=\"hint\"", new Words(
						"Drag to zoom, double-click to see all; arrow keys move the cursor, + and − zoom.",
						"Arrastra para ampliar, doble clic para ver todo; las flechas mueven el cursor, + y − amplían.")),
					"The plots need JavaScript; the tables below hold the same figures. "
							+ "<span lang=\"es\">Las gráficas necesitan JavaScript; las tablas de abajo tienen las mismas cifras.</span>",
					(rest != null) ? Html.words("p", "class=\"none\"", rest) : "");
	}

}
