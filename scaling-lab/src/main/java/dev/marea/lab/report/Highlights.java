package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * The events of a report: all of a short run, the most important of a long one.
 *
 * @param shown in the run's order
 * @param leftOut number of hidden events, by kind
 */
record Highlights(List<Shown> shown, Map<String, Integer> leftOut) {

	/** Maximum number of events of a report; with their texts about 1 MB. */
	static final int MOST = 3000;

	/** Maximum number of characters of a text. */
	private static final int LONGEST = 300;

	/** Kinds by importance; all others come last. */
	private static final List<Set<String>> WEIGHT = List.of(Set.of(Event.DECISION, Event.PHASE, Event.SHADOW),
			Set.of(Event.CRASHED, Event.RESTARTED, Event.UNREADY, Event.NODE),
			Set.of(Event.CREATED, Event.READY, Event.TERMINATING, Event.GONE), Set.of(Event.CONDITION, Event.MESSAGE));

	private static final Map<String, String> SPANISH = Map.ofEntries(Map.entry(Event.CREATED, "creada"),
			Map.entry(Event.SCHEDULED, "le toca arrancar"), Map.entry(Event.STARTED, "arrancada"),
			Map.entry(Event.READY, "lista"), Map.entry(Event.FIRST, "primera petición"),
			Map.entry(Event.UNREADY, "ya no lista"), Map.entry(Event.TERMINATING, "debe terminar"),
			Map.entry(Event.GONE, "terminada"), Map.entry(Event.CRASHED, "caída"),
			Map.entry(Event.RESTARTED, "arrancada de nuevo"), Map.entry(Event.LISTED, "anunciada"),
			Map.entry(Event.UNLISTED, "retirada"), Map.entry(Event.DECISION, "decisión"),
			Map.entry(Event.CONDITION, "condición"), Map.entry(Event.MESSAGE, "mensaje"), Map.entry(Event.NODE, "nodo"),
			Map.entry(Event.PHASE, "fase"), Map.entry(Event.SHADOW, "sombra"));

	/**
	 * An event.
	 *
	 * @param from for a decision: the desired number before
	 */
	record Shown(Event event, @Nullable Integer from) {

	}

	/**
	 * Important kinds are kept completely while they fit; the first kind that does not
	 * fit is thinned out evenly.
	 */
	static Highlights of(Run run, int most) {
		List<Shown> all = all(run);
		if (all.size() <= most) {
			return new Highlights(all, Map.of());
		}
		Map<Integer, List<Integer>> byWeight = IntStream.range(0, all.size())
			.boxed()
			.collect(Collectors.groupingBy((i) -> weight(all.get(i).event()), TreeMap::new, Collectors.toList()));
		BitSet kept = new BitSet();
		byWeight.values().forEach((events) -> thinned(events, most - kept.cardinality()).forEach(kept::set));
		Map<String, Integer> leftOut = new TreeMap<>();
		for (int i = kept.nextClearBit(0); i < all.size(); i = kept.nextClearBit(i + 1)) {
			leftOut.merge(all.get(i).event().kind(), 1, Integer::sum);
		}
		return new Highlights(kept.stream().mapToObj(all::get).toList(), leftOut);
	}

	private static List<Shown> all(Run run) {
		List<Shown> all = new ArrayList<>();
		Integer desired = run.seconds().isEmpty() ? null : run.seconds().getFirst().desired();
		for (Event event : run.events()) {
			boolean decision = event.is(Event.DECISION) && event.desired() != null;
			all.add(new Shown(shortened(event), decision ? desired : null));
			desired = decision ? event.desired() : desired;
		}
		return all;
	}

	private static Event shortened(Event event) {
		String text = event.text();
		return (text == null || text.length() <= LONGEST) ? event : new Event(event.t(), event.kind(), event.service(),
				event.instance(), event.desired(), text.substring(0, LONGEST) + "…");
	}

	private static int weight(Event event) {
		for (int i = 0; i < WEIGHT.size(); i++) {
			if (WEIGHT.get(i).contains(event.kind())) {
				return i;
			}
		}
		return WEIGHT.size();
	}

	/** Thins out a list evenly to a maximum. */
	private static List<Integer> thinned(List<Integer> all, int most) {
		int count = Math.min(most, all.size());
		return IntStream.range(0, count).mapToObj((i) -> all.get((int) ((long) i * all.size() / count))).toList();
	}

	/** A sentence about hidden events; absent if all are shown. */
	@Nullable Words rest() {
		if (this.leftOut.isEmpty()) {
			return null;
		}
		Words left = Words.count(this.leftOut.values().stream().mapToInt(Integer::intValue).sum());
		return new Words("%s events are left out (%s); events.jsonl has all.".formatted(left.en(), kinds(Words::en)),
				"Faltan %s sucesos (%s); events.jsonl los tiene todos.".formatted(left.es(), kinds(Words::es)));
	}

	private String kinds(Function<Words, String> language) {
		return this.leftOut.entrySet()
			.stream()
			.map((each) -> language.apply(Words.count(each.getValue())) + " " + language.apply(kind(each.getKey())))
			.collect(Collectors.joining(", "));
	}

	/** The name of a kind of event; kinds of newer versions keep their own. */
	static Words kind(String kind) {
		return new Words(kind, SPANISH.getOrDefault(kind, kind));
	}

}
