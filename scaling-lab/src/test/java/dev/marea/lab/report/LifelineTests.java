package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.lab.report.Lifeline.Span;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LifelineTests {

	private final List<Second> seconds = new ArrayList<>();

	private final List<Event> events = new ArrayList<>();

	@Test
	void events_tell_a_life_to_the_fraction_of_a_second() {
		events("a", "1.5 created", "4.2 ready", "4.3 first", "8 crashed", "8.5 restarted", "9.1 ready",
				"9.5 terminating", "9.9 gone");
		seconds(12);
		assertThat(Lifeline.of(run())).containsExactly(new Lifeline("a",
				List.of(new Span("starting", 1.5, 4.2), new Span("serving", 4.2, 8), new Span("down", 8, 8.5),
						new Span("starting", 8.5, 9.1), new Span("serving", 9.1, 9.5), new Span("draining", 9.5, 9.9)),
				4.3, null));
	}

	@Test
	void it_waits_until_its_turn_to_start_comes() {
		events("a", "1 created", "6 scheduled", "6.1 started", "10 ready");
		events("b", "2 created", "3 started", "5 ready");
		seconds(12);
		assertThat(Lifeline.of(run())).extracting(Lifeline::spans)
			.containsExactly(
					List.of(new Span("waiting", 1, 6), new Span("starting", 6, 10), new Span("serving", 10, 12)),
					List.of(new Span("starting", 2, 5), new Span("serving", 5, 12)));
	}

	@Test
	void it_does_not_serve_while_it_is_not_ready() {
		events("a", "1 created", "3 ready", "5 unready", "8 ready");
		seconds(12);
		assertThat(Lifeline.of(run()).getFirst().spans()).containsExactly(new Span("starting", 1, 3),
				new Span("serving", 3, 5), new Span("unready", 5, 8), new Span("serving", 8, 12));
	}

	@Test
	void seconds_tell_how_it_began_when_it_was_there_before_the_run() {
		second(0, Map.of("a", new InstanceSecond(5, true, null, null)));
		second(1, Map.of("a", new InstanceSecond(7, true, null, null)));
		second(2, Map.of());
		events("a", "1.5 terminating", "2.5 gone");
		assertThat(Lifeline.of(run())).containsExactly(
				new Lifeline("a", List.of(new Span("serving", 0, 1.5), new Span("draining", 1.5, 2.5)), null, 12L));
	}

	@Test
	void a_first_request_does_not_hide_that_it_was_there_before_the_run() {
		second(0, Map.of("a", new InstanceSecond(5, true, null, null)));
		second(1, Map.of("a", new InstanceSecond(7, true, null, null)));
		events("a", "0.1 first");
		assertThat(Lifeline.of(run())).containsExactly(new Lifeline("a", List.of(new Span("serving", 0, 2)), 0.1, 12L));
	}

	@Test
	void seconds_alone_will_do() {
		InstanceSecond other = new InstanceSecond(1, true, null, null);
		second(0, Map.of("b", other));
		second(1, Map.of("a", new InstanceSecond(0, false, null, null), "b", other));
		second(2, Map.of("a", new InstanceSecond(3, true, null, null), "b", other));
		second(3, Map.of("b", other));
		assertThat(Lifeline.of(run())).containsExactly(new Lifeline("b", List.of(new Span("serving", 0, 4)), null, 4L),
				new Lifeline("a", List.of(new Span("starting", 1, 2), new Span("serving", 2, 3)), null, 3L));
	}

	@Test
	void other_services_are_not_in_the_picture() {
		this.events.add(Event.of(1, Event.CREATED, "another-service", "x"));
		seconds(3);
		assertThat(Lifeline.of(run())).isEmpty();
	}

	private void events(String instance, String... lines) {
		for (String line : lines) {
			String[] parts = line.split(" ");
			this.events.add(Event.of(Double.parseDouble(parts[0]), parts[1], SyntheticRun.SERVICE, instance));
		}
	}

	private void seconds(int count) {
		for (int t = 0; t < count; t++) {
			second(t, Map.of());
		}
	}

	private void second(int t, Map<String, InstanceSecond> instances) {
		this.seconds.add(new Second(t, 1.0, 1, 1, 0, null, null, null, null, null, null, null, instances, Map.of()));
	}

	private Run run() {
		return new Run(SyntheticRun.day().info(), this.seconds, this.events, null);
	}

}
