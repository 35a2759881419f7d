package dev.marea.lab.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.fleet.DemoSpec;
import dev.marea.lab.fleet.FleetFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecordedTests {

	@Test
	void a_note_keeps_its_figures_in_order_and_changes_their_separators() {
		String note = "One instance was measured to serve 78.4 requests/s; the HPA's target, set for this machine, is 40, 51 % of that.";
		assertThat(Recorded.note(note)).isEqualTo(new Words(note,
				"Se midió que una instancia atiende 78,4 peticiones/s; el objetivo del HPA, fijado para esta máquina, es 40, el 51 % de eso."));
	}

	@Test
	void the_notes_of_the_shops_demo_are_known() {
		DemoSpec demo = Objects.requireNonNull(FleetFile.read(Path.of("..", "shop", "fleet.yaml")).demo());
		for (String note : List.of(demo.credit(), demo.slow())) {
			assertThat(Recorded.note(note).es()).isNotEqualTo(note);
		}
	}

	@Test
	void a_note_keeps_text_of_others() {
		String note = "Lines that are no request: 1,204; the first is line 7: 'GET /a {#}, 1.5'.";
		assertThat(Recorded.note(note).es())
			.isEqualTo("Líneas que no son peticiones: 1.204; la primera es line 7: 'GET /a {#}, 1.5'.");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', value = { "read: status 503, read: estado 503",
			"GET /a: b: connection refused, GET /a: b: conexión rechazada",
			"order: no whole answer within 30 s, order: sin respuesta completa en 30 s",
			"other requests: not sent: more than 2048 in flight, otras peticiones: no enviada: más de 2048 en curso",
			"other reasons, otros motivos" })
	void reasons_follow_the_name_of_a_request(String en, String es) {
		assertThat(Recorded.reason(en)).isEqualTo(new Words(en, es));
	}

	@Test
	void decisions_are_said_with_their_metric() {
		assertThat(Recorded.event("cpu 91 % over target 60 %: 4 wanted").es())
			.isEqualTo("cpu 91 % por encima del objetivo 60 %: se quieren 4");
	}

	@Test
	void what_is_not_known_stays_as_it_is() {
		String message = "Successfully assigned shop/catalog-0 to node-1";
		assertThat(Recorded.event(message)).isEqualTo(Words.same(message));
		assertThat(Recorded.note(message)).isEqualTo(Words.same(message));
		assertThat(Recorded.reason("read: " + message)).isEqualTo(Words.same("read: " + message));
		assertThat(Recorded.name(message)).isEqualTo(Words.same(message));
	}

}
