package dev.marea.lab.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of a run: its SLO over the whole run, dropped requests, invariants. A
 * broken check that the lack of CPU explains makes the run inconclusive: it neither
 * passes nor fails.
 *
 * @param checks each with its outcome
 */
public record Verdict(List<Check> checks) {

	/** The outcome of a check. */
	public enum Outcome {

		HELD("✓"), BROKEN("✗"),

		/** Broken, and the lab's machine was too busy. */
		INCONCLUSIVE("?"),

		UNKNOWN("-");

		private final String mark;

		Outcome(String mark) {
			this.mark = mark;
		}

		public String mark() {
			return this.mark;
		}

	}

	/**
	 * One check of a run.
	 *
	 * @param outcome unknown if it was not measured
	 * @param words the outcome with its figures
	 */
	public record Check(Outcome outcome, Words words) {

		private static Check of(boolean held, boolean excused, Words words) {
			return new Check(held ? Outcome.HELD : excused ? Outcome.INCONCLUSIVE : Outcome.BROKEN, words);
		}

		private static Check unknown(Words words) {
			return new Check(Outcome.UNKNOWN, words);
		}

	}

	public static Verdict of(Slo slo, @Nullable Summary summary) {
		if (summary == null) {
			return new Verdict(List.of(new Check(Outcome.BROKEN, new Words("was cut short", "no llegó a su final"))));
		}
		return new Verdict(Stream
			.concat(Stream.of(slo(slo, summary), dropped(summary), invariants(summary.invariants())), machine(summary))
			.toList());
	}

	/**
	 * Broken if any check is broken; inconclusive if the machine explains all broken
	 * checks.
	 */
	public Outcome outcome() {
		List<Outcome> outcomes = this.checks.stream().map(Check::outcome).toList();
		return outcomes.contains(Outcome.BROKEN) ? Outcome.BROKEN
				: outcomes.contains(Outcome.INCONCLUSIVE) ? Outcome.INCONCLUSIVE : Outcome.HELD;
	}

	/** Whether the machine explains every request that was dropped. */
	public static boolean dropsExcused(Summary summary) {
		Summary.Machine machine = summary.machine();
		return machine != null && machine.excused() == summary.dropped();
	}

	/** Whether the machine explains every second outside the SLO. */
	private static boolean violationsExcused(Summary summary) {
		Summary.Machine machine = summary.machine();
		return machine != null && machine.starved() > 0 && machine.violation() == 0 && dropsExcused(summary);
	}

	/** Empty if the machine always had CPU for the run. */
	private static Stream<Check> machine(Summary summary) {
		return Stream.ofNullable(busy(summary)).map(Check::unknown);
	}

	/**
	 * A sentence that the machine was too busy, with the evidence; absent if it was not.
	 */
	public static @Nullable Words busy(Summary summary) {
		Summary.Machine machine = summary.machine();
		if (machine == null || machine.starved() == 0) {
			return null;
		}
		Words seconds = Words.count(machine.starved());
		Words excused = Words.count(machine.excused());
		Words dropped = Words.count(summary.dropped());
		boolean any = summary.dropped() > 0;
		return new Words(
				"this machine was too busy in " + seconds.en()
						+ " s: all processors in use, and threads waiting for one"
						+ (any ? "; that explains " + excused.en() + " of " + dropped.en() + " dropped" : ""),
				"esta máquina estuvo demasiado ocupada durante " + seconds.es()
						+ " s: todos los procesadores en uso, e hilos en espera de uno"
						+ (any ? "; eso explica " + excused.es() + " de " + dropped.es() + " perdidas" : ""));
	}

	/** Whether the SLO held over the whole run. */
	public static Check slo(Slo slo, Summary summary) {
		if (summary.p99() == null) {
			return Check.unknown(new Words("SLO not measured", "SLO no medido"));
		}
		double highest = summary.p99();
		double errors = (summary.errors() != null) ? summary.errors() : share(summary);
		boolean held = slo.holds(highest, errors);
		Words p99 = Words.of((numerals) -> "p99 %s %s %s".formatted(numerals.duration(highest),
				(highest <= slo.p99()) ? "≤" : ">", numerals.duration(slo.p99())));
		Words failed = Words.of((numerals) -> "%s %s %s".formatted(numerals.percent(errors),
				(errors <= slo.errors()) ? "≤" : ">", numerals.percent(slo.errors())));
		boolean excused = violationsExcused(summary);
		return Check.of(held, excused,
				new Words(
						(held ? "SLO held: " : excused ? "SLO not held: " : "SLO broken: ") + p99.en() + ", errors "
								+ failed.en(),
						(held ? "SLO cumplido: " : excused ? "SLO no cumplido: " : "SLO incumplido: ") + p99.es()
								+ ", errores " + failed.es()));
	}

	private static double share(Summary summary) {
		return (summary.requests() > 0) ? (double) summary.dropped() / summary.requests() : 0;
	}

	private static Check dropped(Summary summary) {
		if (summary.requests() == 0) {
			return Check.unknown(new Words("no request was made", "no se hizo ninguna petición"));
		}
		Words dropped = Words.count(summary.dropped());
		return Check.of(summary.dropped() == 0, dropsExcused(summary), new Words(dropped.en() + " dropped",
				dropped.es() + ((summary.dropped() == 1) ? " perdida" : " perdidas")));
	}

	private static Check invariants(Map<String, Boolean> invariants) {
		int all = invariants.size();
		if (all == 0) {
			return Check.unknown(new Words("invariants not checked", "invariantes no comprobados"));
		}
		List<String> broken = invariants.entrySet()
			.stream()
			.filter((invariant) -> !Objects.equals(invariant.getValue(), true))
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
		if (broken.isEmpty()) {
			return Check.of(true, false, (all == 1) ? new Words("the invariant held", "el invariante se cumplió")
					: new Words("all " + all + " invariants held", "los " + all + " invariantes se cumplieron"));
		}
		String names = String.join(", ", broken);
		return Check.of(false, false, new Words("%d of %d invariants broken: %s".formatted(broken.size(), all, names),
				"%d de %d invariantes rotos: %s".formatted(broken.size(), all, names)));
	}

}
