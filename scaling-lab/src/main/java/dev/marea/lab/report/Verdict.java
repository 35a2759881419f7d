package dev.marea.lab.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * What a run is judged by: its SLO over the whole run, dropped requests, invariants.
 *
 * @param checks each with its outcome
 */
public record Verdict(List<Check> checks) {

	/**
	 * One thing that a run is judged by.
	 *
	 * @param held absent when it was not measured
	 * @param words the outcome with its figures
	 */
	public record Check(@Nullable Boolean held, Words words) {

		public boolean broken() {
			return Boolean.FALSE.equals(this.held);
		}

	}

	public static Verdict of(Slo slo, @Nullable Summary summary) {
		if (summary == null) {
			return new Verdict(List.of(new Check(false, new Words("did not come to its end", "no llegó a su final"))));
		}
		return new Verdict(Stream.of(slo(slo, summary), dropped(summary), invariants(summary.invariants())).toList());
	}

	/** Whether nothing that was measured is broken. */
	public boolean held() {
		return this.checks.stream().noneMatch(Check::broken);
	}

	private static Check slo(Slo slo, Summary summary) {
		if (summary.p99() == null) {
			return new Check(null, new Words("SLO not measured", "SLO no medido"));
		}
		double errors = (summary.errors() != null) ? summary.errors() : share(summary);
		boolean held = slo.holds(summary.p99(), errors);
		String figures = "p99 %s %s %s, %s %s %s %s".formatted(Figures.duration(summary.p99()),
				(summary.p99() <= slo.p99()) ? "≤" : ">", Figures.duration(slo.p99()), "%s", Figures.percent(errors),
				(errors <= slo.errors()) ? "≤" : ">", Figures.percent(slo.errors()));
		return new Check(held, new Words((held ? "SLO held: " : "SLO broken: ") + figures.replace("%s", "errors"),
				(held ? "SLO cumplido: " : "SLO incumplido: ") + figures.replace("%s", "errores")));
	}

	private static double share(Summary summary) {
		return (summary.requests() > 0) ? (double) summary.dropped() / summary.requests() : 0;
	}

	private static Check dropped(Summary summary) {
		if (summary.requests() == 0) {
			return new Check(null, new Words("no request was made", "no se hizo ninguna petición"));
		}
		String dropped = Figures.count(summary.dropped());
		return new Check(summary.dropped() == 0,
				new Words(dropped + " dropped", dropped + ((summary.dropped() == 1) ? " perdida" : " perdidas")));
	}

	private static Check invariants(Map<String, Boolean> invariants) {
		int all = invariants.size();
		if (all == 0) {
			return new Check(null, new Words("invariants not checked", "invariantes no comprobados"));
		}
		List<String> broken = invariants.entrySet()
			.stream()
			.filter((invariant) -> !Objects.equals(invariant.getValue(), true))
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
		if (broken.isEmpty()) {
			return new Check(true, (all == 1) ? new Words("the invariant held", "el invariante se cumplió")
					: new Words("all " + all + " invariants held", "los " + all + " invariantes se cumplieron"));
		}
		String names = String.join(", ", broken);
		return new Check(false, new Words("%d of %d invariants broken: %s".formatted(broken.size(), all, names),
				"%d de %d invariantes rotos: %s".formatted(broken.size(), all, names)));
	}

}
