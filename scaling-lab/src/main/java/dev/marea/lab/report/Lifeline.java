package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * The life of an instance.
 *
 * @param name the instance
 * @param spans its phases
 * @param first time of its first request, if observed
 * @param requests number of served requests; absent if nobody counted
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

	/** Sorts crashed lives first, then those with the most requests, then the longest. */
	private static final Comparator<Lifeline> WEIGHT = Comparator
		.comparing((Lifeline life) -> life.began("down") == null)
		.thenComparing((life) -> (life.requests() != null) ? life.requests() : 0, Comparator.reverseOrder())
		.thenComparing((life) -> life.spans().getLast().to() - life.from(), Comparator.reverseOrder());

	/** The lives of the scaled service's instances, ordered by their begin. */
	static List<Lifeline> of(Run run) {
		Map<String, List<Event>> events = new LinkedHashMap<>();
		for (Event event : run.events()) {
			if (event.instance() != null && scaled(run, event)) {
				events.computeIfAbsent(event.instance(), (name) -> new ArrayList<>()).add(event);
			}
		}
		Map<String, Spans> lives = new LinkedHashMap<>();
		Set<String> before = Set.of();
		for (Second second : run.seconds()) {
			if (second.instances().isEmpty()) {
				continue;
			}
			second.instances()
				.forEach((name, there) -> lives
					.computeIfAbsent(name, (unknown) -> new Spans(events.getOrDefault(name, List.of())))
					.see(second.t(), there));
			for (String name : before) {
				if (!second.instances().containsKey(name)) {
					lives.get(name).see(second.t(), null);
				}
			}
			before = second.instances().keySet();
		}
		events.forEach((name, each) -> lives.computeIfAbsent(name, (unseen) -> new Spans(each)));
		double end = run.seconds().stream().mapToInt(Second::t).max().orElse(0) + 1.0;
		return lives.entrySet()
			.stream()
			.map((each) -> each.getValue().life(each.getKey(), end))
			.filter((life) -> !life.spans().isEmpty())
			.sorted(Comparator.comparingDouble(Lifeline::from))
			.toList();
	}

	/** The most important of many lives, in their original order. */
	static List<Lifeline> weightiest(List<Lifeline> lives, int most) {
		if (lives.size() <= most) {
			return lives;
		}
		Set<Lifeline> kept = lives.stream().sorted(WEIGHT).limit(most).collect(Collectors.toSet());
		return lives.stream().filter(kept::contains).toList();
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
		return event.service() == null || event.service().equals(run.info().service());
	}

	private static final class Spans {

		private final List<Event> events;

		/** From here on, events define the phases. */
		private final double told;

		private final List<Span> ended = new ArrayList<>();

		private @Nullable String state;

		private double since;

		private @Nullable Long requests;

		private Spans(List<Event> events) {
			this.events = events;
			this.told = events.stream()
				.filter(Spans::tells)
				.mapToDouble(Event::t)
				.min()
				.orElse(Double.POSITIVE_INFINITY);
		}

		/**
		 * Events have fractions of a second. With events, the seconds only define how the
		 * life began; without events, they define all of it.
		 * @param there absent if the instance is gone
		 */
		private void see(int t, @Nullable InstanceSecond there) {
			if (t + 1 <= this.told) {
				enter((there == null) ? null : there.ready() ? "serving" : "starting", t);
			}
			if (there != null && there.requests() != null) {
				this.requests = ((this.requests != null) ? this.requests : 0) + there.requests();
			}
		}

		private Lifeline life(String name, double end) {
			this.events.forEach(this::enter);
			enter(null, end);
			Double first = this.events.stream()
				.filter((event) -> event.is(Event.FIRST))
				.map(Event::t)
				.findFirst()
				.orElse(null);
			return new Lifeline(name, List.copyOf(this.ended), first, this.requests);
		}

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
					// Not every place reports when an instance's wait ends. Only if it
					// does, the time before is waiting.
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
