package dev.marea.lab.report;

import java.util.List;
import java.util.Objects;

import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * One sentence about what happened in a run.
 */
final class Headline {

	private Headline() {
	}

	static Words of(Run run) {
		Summary summary = run.summary();
		if (summary == null) {
			return unfinished(run);
		}
		Words grown = grown(run, summary.ready());
		if (summary.requests() == 0) {
			return new Words(grown.en() + "no request was made by the lab" + checked(summary).en() + ".",
					grown.es() + "el laboratorio no hizo ninguna petición" + checked(summary).es() + ".");
		}
		Words requests = Words.count(summary.requests());
		Words dropped = Words.count(summary.dropped());
		Words p99 = (summary.p99() != null)
				? Words.of((numerals) -> "; p99 " + numerals.duration(Objects.requireNonNull(summary.p99())))
				: Words.same("");
		Words late = late(summary);
		return new Words(
				grown.en() + requests.en() + plural(summary.requests(), " request, ", " requests, ") + dropped.en()
						+ " dropped" + p99.en() + late.en() + checked(summary).en() + ".",
				grown.es() + requests.es() + plural(summary.requests(), " petición, ", " peticiones, ") + dropped.es()
						+ plural(summary.dropped(), " perdida", " perdidas") + p99.es() + late.es()
						+ checked(summary).es() + ".");
	}

	private static Words unfinished(Run run) {
		if (run.seconds().isEmpty()) {
			return new Words("The run was cut short; not one second of it is recorded.",
					"La ejecución no llegó a su final; no consta ni un segundo de ella.");
		}
		Words grown = grown(run, null);
		long requests = run.seconds().stream().mapToLong(Second::done).sum();
		Words counted = Words.count(requests);
		Words failed = Words.count(run.seconds().stream().mapToLong(Second::errors).sum());
		Words end = Words.count(run.seconds().getLast().t() + 1L);
		return new Words(
				"The run was cut short. In the %s s that are recorded: %s%s%s, %s failed.".formatted(end.en(),
						small(grown.en()), counted.en(), plural(requests, " request", " requests"), failed.en()),
				"La ejecución no llegó a su final. En los %s s que constan: %s%s%s, %s con fallo.".formatted(end.es(),
						small(grown.es()), counted.es(), plural(requests, " petición", " peticiones"), failed.es()));
	}

	private static Words grown(Run run, Summary.@Nullable Ready ready) {
		List<Integer> counts = run.seconds().stream().map(Second::ready).filter(Objects::nonNull).toList();
		if (counts.isEmpty() && ready == null) {
			return new Words("", "");
		}
		int first = counts.isEmpty() ? ready.min() : counts.getFirst();
		int peak = (ready != null) ? ready.peak() : counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
		int last = (ready != null) ? ready.last() : counts.getLast();
		if (peak > first) {
			Words back = (last == first) ? new Words(" and back", " y volvió")
					: (last < peak) ? new Words(" and ended at " + last, " y acabó en " + last) : new Words("", "");
			return new Words("Grew from %d to %d instances%s; ".formatted(first, peak, back.en()),
					"Creció de %d a %d instancias%s; ".formatted(first, peak, back.es()));
		}
		if (last < first) {
			return new Words("Shrank from %d to %d %s; ".formatted(first, last, plural(last, "instance", "instances")),
					"Bajó de %d a %d %s; ".formatted(first, last, plural(last, "instancia", "instancias")));
		}
		return new Words("Stayed at %d %s; ".formatted(first, plural(first, "instance", "instances")),
				"Se quedó en %d %s; ".formatted(first, plural(first, "instancia", "instancias")));
	}

	private static Words late(Summary summary) {
		if (summary.violation() == null || summary.violation() == 0) {
			return new Words("", "");
		}
		Words seconds = Words.number(summary.violation(), 0);
		return new Words("; outside the SLO for " + seconds.en() + " s",
				"; fuera del SLO durante " + seconds.es() + " s");
	}

	private static Words checked(Summary summary) {
		if (summary.invariants().isEmpty()) {
			return new Words("", "");
		}
		int all = summary.invariants().size();
		long broken = summary.invariants().values().stream().filter((held) -> !Objects.equals(held, true)).count();
		if (broken > 0) {
			return new Words("; %d of %d invariants broken".formatted(broken, all),
					"; %d de %d invariantes rotos".formatted(broken, all));
		}
		return (all == 1) ? new Words("; the invariant held", "; el invariante se cumplió") : new Words(
				"; all %d invariants held".formatted(all), "; los %d invariantes se cumplieron".formatted(all));
	}

	private static String plural(long number, String one, String many) {
		return (number == 1) ? one : many;
	}

	private static String small(String text) {
		return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
	}

}
