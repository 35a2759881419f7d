package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * The life of an instance.
 *
 * @param name the instance
 * @param spans what it was doing when
 * @param first when it served its first request, where that was seen
 * @param requests how many it served; absent when nobody counted
 */
record Lifeline(String name, List<Span> spans, @Nullable Double first, @Nullable Long requests) {

	/**
	 * A part of a life.
	 *
	 * @param state {@code waiting}, {@code starting}, {@code serving}, {@code unready},
	 * {@code draining} or {@code down}
	 */
	record Span(String state, double from, double to) {

	}

	/** The lives of the scaled service's instances, in the order of their beginnings. */
	static List<Lifeline> of(Run run) {
		Set<String> names = new LinkedHashSet<>();
		run.seconds().forEach((second) -> names.addAll(second.instances().keySet()));
		run.events().stream().filter((event) -> scaled(run, event)).map(Event::instance).forEach(names::add);
		return names.stream()
			.map((name) -> of(run, name))
			.filter((life) -> !life.spans().isEmpty())
			.sorted(Comparator.comparingDouble((life) -> life.spans().getFirst().from()))
			.toList();
	}

	double from() {
		return this.spans.getFirst().from();
	}

	@Nullable Double began(String state) {
		return this.spans.stream()
			.filter((span) -> span.state().equals(state))
			.map(Span::from)
			.findFirst()
			.orElse(null);
	}

	private static boolean scaled(Run run, Event event) {
		return event.instance() != null && (event.service() == null || event.service().equals(run.info().service()));
	}

	private static Lifeline of(Run run, String name) {
		List<Event> events = run.events()
			.stream()
			.filter((event) -> scaled(run, event) && name.equals(event.instance()))
			.toList();
		List<Second> seconds = run.seconds().stream().filter((second) -> !second.instances().isEmpty()).toList();
		double told = events.stream().filter(Spans::tells).mapToDouble(Event::t).min().orElse(Double.POSITIVE_INFINITY);
		Spans spans = new Spans();
		for (Second second : seconds) {
			InstanceSecond there = second.instances().get(name);
			// Events know fractions of a second; without them seconds tell the life, with
			// them only how it began.
			if (second.t() + 1 <= told) {
				spans.enter((there == null) ? null : there.ready() ? "serving" : "starting", second.t());
			}
		}
		events.forEach(spans::enter);
		double end = run.seconds().stream().mapToInt(Second::t).max().orElse(0) + 1.0;
		spans.enter(null, end);
		List<Integer> requests = seconds.stream()
			.map((second) -> second.instances().get(name))
			.filter((there) -> there != null && there.requests() != null)
			.map(InstanceSecond::load)
			.toList();
		Long served = requests.isEmpty() ? null : (Long) requests.stream().mapToLong(Integer::longValue).sum();
		Double first = events.stream().filter((event) -> event.is(Event.FIRST)).map(Event::t).findFirst().orElse(null);
		return new Lifeline(name, List.copyOf(spans.ended), first, served);
	}

	private static final class Spans {

		private final List<Span> ended = new ArrayList<>();

		private @Nullable String state;

		private double since;

		/**
		 * Whether an event begins or ends a part of a life; a first request does neither.
		 */
		private static boolean tells(Event event) {
			return !event.is(Event.FIRST);
		}

		private void enter(Event event) {
			switch (event.kind()) {
				case Event.CREATED, Event.STARTED, Event.RESTARTED -> enter("starting", event.t());
				case Event.SCHEDULED -> {
					// Not every place tells when the turn of an instance comes: only
					// where
					// it does, what was before is waiting.
					this.state = "starting".equals(this.state) ? "waiting" : this.state;
					enter("starting", event.t());
				}
				case Event.READY -> enter("serving", event.t());
				case Event.UNREADY -> enter("unready", event.t());
				case Event.TERMINATING -> enter("draining", event.t());
				case Event.CRASHED -> enter("down", event.t());
				case Event.GONE -> enter(null, event.t());
				default -> {
				}
			}
		}

		private void enter(@Nullable String state, double t) {
			if (state != null && state.equals(this.state)) {
				return;
			}
			if (this.state != null && t > this.since) {
				this.ended.add(new Span(this.state, this.since, t));
			}
			this.state = state;
			this.since = t;
		}

	}

}
