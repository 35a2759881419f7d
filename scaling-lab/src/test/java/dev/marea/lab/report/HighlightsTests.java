package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HighlightsTests {

	private final List<Event> events = new ArrayList<>();

	@Test
	void a_short_run_is_shown_whole() {
		decisions(3);
		many(Event.LISTED, 5);
		Highlights all = Highlights.of(run(), 8);
		assertThat(all.shown()).extracting(Highlights.Shown::event).isEqualTo(run().events());
		assertThat(all.rest()).isNull();
	}

	@Test
	void decisions_and_lives_stay_however_much_is_said_besides() {
		many(Event.MESSAGE, 1000);
		many(Event.LISTED, 1000);
		many(Event.CREATED, 30);
		many(Event.GONE, 30);
		decisions(40);
		Highlights highlights = Highlights.of(run(), 120);
		assertThat(kinds(highlights, Event.DECISION)).hasSize(40);
		assertThat(kinds(highlights, Event.CREATED)).hasSize(30);
		assertThat(kinds(highlights, Event.GONE)).hasSize(30);
		assertThat(kinds(highlights, Event.MESSAGE)).as("evenly, from begin to end")
			.extracting((event) -> (int) event.t())
			.containsExactlyElementsOf(IntStream.range(0, 20).map((i) -> i * 50).boxed().toList());
		assertThat(highlights.shown()).hasSize(120)
			.isSortedAccordingTo(Comparator.comparingDouble((shown) -> shown.event().t()));
		assertThat(highlights.rest())
			.isEqualTo(new Words("1,980 events are left out (1,000 listed, 980 message); events.jsonl has all.",
					"Faltan 1.980 sucesos (1.000 anunciada, 980 mensaje); events.jsonl los tiene todos."));
	}

	@Test
	void a_decision_says_what_was_wanted_before_also_where_that_decision_is_left_out() {
		decisions(100);
		Highlights highlights = Highlights.of(run(), 10);
		assertThat(highlights.shown()).hasSize(10);
		assertThat(highlights.shown().subList(1, 10))
			.allSatisfy((shown) -> assertThat(shown.from()).isEqualTo((int) shown.event().t() - 1));
	}

	@Test
	void a_text_without_end_is_cut() {
		this.events.add(new Event(1, Event.MESSAGE, null, null, null, "x".repeat(10_000)));
		assertThat(Highlights.of(run(), 10).shown().getFirst().event().text()).hasSize(301).endsWith("x…");
	}

	private void decisions(int count) {
		for (int i = 0; i < count; i++) {
			this.events.add(Event.decision(i, SyntheticRun.SERVICE, i, "because"));
		}
	}

	private void many(String kind, int count) {
		for (int i = 0; i < count; i++) {
			this.events.add(new Event(i, kind, SyntheticRun.SERVICE, "a", null, null));
		}
	}

	private static List<Event> kinds(Highlights highlights, String kind) {
		return highlights.shown().stream().map(Highlights.Shown::event).filter((event) -> event.is(kind)).toList();
	}

	private Run run() {
		this.events.sort(Comparator.comparingDouble(Event::t));
		return new Run(SyntheticRun.day().info(), List.of(), List.copyOf(this.events), null);
	}

}
