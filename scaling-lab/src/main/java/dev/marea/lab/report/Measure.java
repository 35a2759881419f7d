package dev.marea.lab.report;

import java.util.List;

import dev.marea.lab.run.Summary;

/**
 * A measure that a summary may hold, and what it means.
 *
 * @param name as in {@code summary.json}
 * @param meaning from when to when it lasts
 */
public record Measure(String name, Words meaning) {

	/** All of them, in the order in which they happen. */
	public static final List<Measure> ALL = List.of(
			of("detect", "need exceeds ready instances → desired rises",
					"la necesidad supera a las instancias listas → sube el número deseado"),
			of("waiting", "instance created → its turn to start comes",
					"instancia creada → llega su turno de arrancar"),
			of("starting", "its turn to start comes → ready, warm-up included",
					"llega su turno de arrancar → lista, calentamiento incluido"),
			of("ready", "instance created → ready, waiting and starting together",
					"instancia creada → lista, espera y arranque juntos"),
			of("first", "ready → first request served", "lista → primera petición atendida"),
			of("even", "end of slow start → share within ±10 % of fair",
					"fin del arranque suave → reparto a ±10 % de lo justo"),
			of("warm", "ready → latency within 10 % of its peers'", "lista → latencia a 10 % de la de sus iguales"),
			of("recover", "need exceeds ready instances → last SLO violation ends",
					"la necesidad supera a las instancias listas → acaba el último incumplimiento del SLO"),
			of("recover-detect", "desired rises → last SLO violation ends",
					"sube el número deseado → acaba el último incumplimiento del SLO"));

	private static Measure of(String name, String en, String es) {
		return new Measure(name, new Words(en, es));
	}

	/** What a reader must know of a run whose need does not hold. */
	public static Words needInvalid(Summary.NeedInvalid invalid) {
		Words served = Words.percent(invalid.served());
		return new Words(
				"need, detect, under and over do not hold: in %d s, saturated instances served only %s of the measured capacity."
					.formatted(invalid.seconds(), served.en()),
				"need, detect, under y over no valen: en %d s, instancias saturadas solo sirvieron el %s de la capacidad medida."
					.formatted(invalid.seconds(), served.es()));
	}

	/** How it is shown: {@code recover − detect} for {@code recover-detect}. */
	public String title() {
		return this.name.replace("-", " − ");
	}

}
