package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Spanish of sentences that a run records in English: notes, reasons of failures and
 * of decisions. A sentence that is not known, such as a message of Kubernetes, stays as
 * it is.
 */
final class Recorded {

	/** A figure: its separators are swapped. */
	private static final String FIGURE = "{#}";

	/**
	 * Any text: it is kept if the Spanish has it too. At most one in a sentence, so that
	 * matching stays linear.
	 */
	private static final String TEXT = "{*}";

	private static final Pattern VARIABLE = Pattern.compile("\\{[#*]}");

	private record Sentence(Pattern en, String es) {

		static Sentence of(String en, String es) {
			StringBuilder pattern = new StringBuilder();
			Matcher variable = VARIABLE.matcher(en);
			int end = 0;
			while (variable.find()) {
				pattern.append(Pattern.quote(en.substring(end, variable.start())))
					.append(variable.group().equals(FIGURE) ? "([\\d.,]{0,19}\\d)" : "(?<text>.*)");
				end = variable.end();
			}
			pattern.append(Pattern.quote(en.substring(end)));
			return new Sentence(Pattern.compile(pattern.toString(), Pattern.DOTALL), es);
		}

	}

	private static final List<Sentence> NOTES = List.of(Sentence.of(
			"One instance was measured to serve {#} requests/s; the HPA's target, set for this machine, is {#}, {#} % of that.",
			"Se midió que una instancia atiende {#} peticiones/s; el objetivo del HPA, fijado para esta máquina, es {#}, el {#} % de eso."),
			Sentence.of(
					"Fitted to this machine: {#} cores, {#} of them used by others; a request takes {#} ms of CPU over all processes, a start {#} s. So reads wait {#} ms ({#} to {#}), the peak is {#}/s and the day takes {#} s ({#} to {#}). The peak and one start use {#} % of the cores.",
					"Ajustado a esta máquina: {#} núcleos, {#} de ellos usados por otros; una petición consume {#} ms de CPU en todos los procesos, un arranque {#} s. Por eso las lecturas esperan {#} ms (de {#} a {#}), el pico es de {#}/s y el día dura {#} s (de {#} a {#}). El pico y un arranque usan el {#} % de los núcleos."),
			Sentence.of(
					"Fitted to this machine: {#} cores, {#} of them used by others; a request takes {#} ms of CPU over all processes, a start {#} s. So reads wait {#} ms ({#} to {#}), the peak is {#}/s and the day takes {#} s ({#} to {#}). The peak and one start use {#} % of the cores, more than the {#} % that the demo aims at: it may run short of CPU.",
					"Ajustado a esta máquina: {#} núcleos, {#} de ellos usados por otros; una petición consume {#} ms de CPU en todos los procesos, un arranque {#} s. Por eso las lecturas esperan {#} ms (de {#} a {#}), el pico es de {#}/s y el día dura {#} s (de {#} a {#}). El pico y un arranque usan el {#} % de los núcleos, más que el {#} % que busca la demostración: puede faltarle CPU."),
			Sentence.of("So that the peak asks less of this machine, {#} % of it are sent all day (at most {#} %).",
					"Para que el pico pida menos a esta máquina, el {#} % se envía todo el día (como mucho el {#} %)."),
			Sentence.of("The autoscaler ({*}) syncs every {#} s over a window of {#} s, where Kubernetes takes 15 s.",
					"El autoescalador ({*}) sincroniza cada {#} s con una ventana de {#} s; Kubernetes usa 15 s."),
			Sentence.of("The traffic is that of NASA's Kennedy Space Center web server on 13 July 1995{*}",
					"El tráfico es el del servidor web del Centro Espacial Kennedy de la NASA el 13 de julio de 1995, día del lanzamiento de la misión STS-70. Procede del Internet Traffic Archive (recogido por Jim Dumoulin, aportado por Martin Arlitt). El día se comprime en minutos y su altura se ajusta."),
			Sentence.of(
					"What an instance can serve is limited on purpose, so that scaling shows on any machine: the catalog serves {#} requests at once{*}",
					"Lo que una instancia puede atender está limitado a propósito, para que el escalado se vea en cualquier máquina. El catálogo atiende {#} peticiones a la vez y sus lecturas esperan, como con un servidor más lento detrás."),
			Sentence.of("Docker checks an instance's health every {*}: 'ready' is observed late by up to that.",
					"Docker comprueba la salud de una instancia cada {*}: «lista» se observa con ese retraso como máximo."),
			Sentence.of("{*} has no health check: an instance counts as ready as soon as it runs.",
					"{*} no tiene comprobación de salud: una instancia cuenta como lista en cuanto se ejecuta."),
			Sentence.of(
					"Events have the time at which the API server reported them: its own time stamps are whole seconds.",
					"Los sucesos llevan la hora a la que el servidor de la API los comunicó: sus propias marcas de tiempo son segundos enteros."),
			Sentence.of("The pods' meters cannot be read, so the answers that name them in Served-By are counted: {*}",
					"Los medidores de los pods no se pueden leer, así que se cuentan las respuestas que los nombran en Served-By: {*}"),
			Sentence.of("At the start the autoscaler had no metric: {*}",
					"Al principio el autoescalador no tenía ninguna métrica: {*}"),
			Sentence.of("{#} lines were read; {#} requests over {#} s of the log are replayed.",
					"Se leyeron {#} líneas; se reproducen {#} peticiones de {#} s del registro."),
			Sentence.of("Requests of other methods, left out: {#}.", "Peticiones de otros métodos, omitidas: {#}."),
			Sentence.of("Requests more than {#} s out of order, left out: {#}.",
					"Peticiones con más de {#} s de desorden, omitidas: {#}."),
			Sentence.of("Lines that are no request: {#}; the first is {*}.",
					"Líneas que no son peticiones: {#}; la primera es {*}."));

	private static final List<Sentence> REASONS = List.of(Sentence.of("status {#}", "estado {#}"),
			Sentence.of("no connection within {#} s", "sin conexión en {#} s"),
			Sentence.of("no whole answer within {#} s", "sin respuesta completa en {#} s"),
			Sentence.of("not sent: more than {#} in flight", "no enviada: más de {#} en curso"),
			Sentence.of("connection refused", "conexión rechazada"), Sentence.of("TLS failed: {*}", "TLS falló: {*}"),
			Sentence.of("connection closed without an answer", "conexión cerrada sin respuesta"),
			Sentence.of("given up when the run ended", "abandonada al acabar la ejecución"),
			Sentence.of("connection broken: {*}", "conexión interrumpida: {*}"),
			Sentence.of("answer without {*}", "respuesta sin {*}"));

	private static final List<Sentence> EVENTS = List.of(
			Sentence.of("{*} over target {#}: {#} wanted", "{*} por encima del objetivo {#}: se quieren {#}"),
			Sentence.of("{*} under target {#}: {#} wanted", "{*} por debajo del objetivo {#}: se quieren {#}"),
			Sentence.of("{*} at target {#}: {#} wanted", "{*} en el objetivo {#}: se quieren {#}"),
			Sentence.of("{*} over target {#} %: {#} wanted", "{*} por encima del objetivo {#} %: se quieren {#}"),
			Sentence.of("{*} under target {#} %: {#} wanted", "{*} por debajo del objetivo {#} %: se quieren {#}"),
			Sentence.of("{*} at target {#} %: {#} wanted", "{*} en el objetivo {#} %: se quieren {#}"),
			Sentence.of("the day is over; on until the fleet is back at its minimum",
					"el día ha acabado; sigue hasta que la flota vuelva a su mínimo"));

	private Recorded() {
	}

	/** A note about the run. */
	static Words note(String text) {
		return find(NOTES, text);
	}

	/** The text of an event. */
	static Words event(String text) {
		return find(EVENTS, text);
	}

	/** The name of a request, or of all that have no entry of their own. */
	static Words name(String name) {
		return name.equals("other requests") ? new Words(name, "otras peticiones") : Words.same(name);
	}

	/** The reason of a failure after the request's name, which may have colons itself. */
	static Words reason(String text) {
		if (text.equals("other reasons")) {
			return new Words(text, "otros motivos");
		}
		for (int i = text.indexOf(": "); i >= 0; i = text.indexOf(": ", i + 1)) {
			Words reason = find(REASONS, text.substring(i + 2));
			if (!reason.es().equals(reason.en())) {
				return new Words(text, name(text.substring(0, i)).es() + ": " + reason.es());
			}
		}
		return name(text);
	}

	private static Words find(List<Sentence> sentences, String text) {
		for (Sentence sentence : sentences) {
			Matcher match = sentence.en().matcher(text);
			if (match.matches()) {
				return new Words(text, fill(sentence, match));
			}
		}
		return Words.same(text);
	}

	/** Puts the figures in their order, and the text, into the Spanish sentence. */
	private static String fill(Sentence sentence, Matcher match) {
		Integer kept = match.namedGroups().get("text");
		List<String> figures = new ArrayList<>();
		for (int group = 1; group <= match.groupCount(); group++) {
			if (kept == null || group != kept) {
				figures.add(Numerals.SPANISH.local(match.group(group)));
			}
		}
		return VARIABLE.matcher(sentence.es())
			.replaceAll((variable) -> Matcher
				.quoteReplacement(variable.group().equals(TEXT) ? match.group("text") : figures.removeFirst()));
	}

}
