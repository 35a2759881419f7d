package dev.marea.lab.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.marea.lab.check.Check;
import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.report.Words;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.run.Summary.Ready;

/**
 * Whether a demonstration showed what it promises.
 *
 * @param summary the summary of the run
 * @param slo the bounds of the verdict
 * @param minimum instances at the end
 * @param maximum instances allowed
 * @param requests minimum number of requests
 */
record DemoVerdict(Summary summary, Slo slo, int minimum, int maximum, int requests) {

	/** Minimum peak of instances: fewer would show no scaling. */
	static final int PEAK = 4;

	/** Number of starved seconds that explains late instances. */
	private static final int STARVED = 10;

	/**
	 * A broken promise of the demo.
	 *
	 * @param excused whether a busy machine explains it
	 */
	record Unmet(String text, boolean excused) {

	}

	/** The broken promises; empty if all held. */
	List<Unmet> unmet() {
		List<Unmet> unmet = new ArrayList<>();
		Ready ready = this.summary.ready();
		Summary.Machine machine = this.summary.machine();
		if (ready == null) {
			unmet.add(new Unmet("the instances were not observed", false));
		}
		else {
			hold(ready.peak() >= PEAK, "ready instances peaked at %d, not at %d".formatted(ready.peak(), PEAK),
					machine != null && machine.wanting() >= STARVED, unmet);
			hold(ready.last() == this.minimum,
					"%d instances were ready at the end, not %d".formatted(ready.last(), this.minimum), false, unmet);
		}
		hold(this.summary.requests() >= this.requests,
				"%,d requests were made, not at least %,d".formatted(this.summary.requests(), this.requests), false,
				unmet);
		hold(this.summary.dropped() == 0,
				"%,d of %,d requests were dropped".formatted(this.summary.dropped(), this.summary.requests()),
				Verdict.dropsExcused(this.summary), unmet);
		hold(!this.summary.invariants().isEmpty(), "no invariant was checked", false, unmet);
		this.summary.invariants()
			.entrySet()
			.stream()
			.filter((invariant) -> !Boolean.TRUE.equals(invariant.getValue()))
			.map(Map.Entry::getKey)
			.sorted()
			.forEach((name) -> unmet.add(new Unmet("the invariant '" + name + "' is broken", false)));
		return unmet;
	}

	private static void hold(boolean condition, String otherwise, boolean excused, List<Unmet> unmet) {
		if (!condition) {
			unmet.add(new Unmet(otherwise, excused));
		}
	}

	boolean sloHeld() {
		Double p99 = this.summary.p99();
		Double errors = this.summary.errors();
		return p99 != null && errors != null && this.slo.holds(p99, errors);
	}

	/** The last lines of the demo. */
	List<String> lines() {
		List<Unmet> unmet = unmet();
		if (unmet.isEmpty()) {
			Ready ready = Objects.requireNonNull(this.summary.ready());
			return List.of("All held: %d → %d → %d instances, %,d requests, none dropped, every invariant."
				.formatted(this.minimum, ready.peak(), ready.last(), this.summary.requests()));
		}
		List<String> lines = new ArrayList<>();
		if (this.maximum < PEAK) {
			String instances = (this.maximum == 1) ? "one instance" : this.maximum + " instances";
			lines.add(sloHeld() ? "The counter-proof failed: the SLO held with " + instances + "."
					: "The counter-proof: with " + instances + " the SLO (" + this.slo + ") is broken, as expected.");
		}
		Words busy = Verdict.busy(this.summary);
		lines.add((exitCode() == ExitCode.INCONCLUSIVE) ? "Inconclusive: " + Objects.requireNonNull(busy).en() + "."
				: "Not all held:");
		unmet.forEach((each) -> lines
			.add("  " + each.text() + (each.excused() ? ", which the busy machine explains." : ".")));
		if (exitCode() == ExitCode.NOT_HELD && busy != null) {
			lines.add("  Besides, " + busy.en() + ".");
		}
		return lines;
	}

	/** A check for each broken promise; one that held if there is none. */
	List<Check> checks() {
		List<Unmet> unmet = unmet();
		if (unmet.isEmpty()) {
			return List.of(new Check("promises of the demo", Verdict.Outcome.HELD, "all held"));
		}
		return unmet.stream()
			.map((each) -> new Check("promise of the demo: " + each.text(),
					each.excused() ? Verdict.Outcome.INCONCLUSIVE : Verdict.Outcome.BROKEN, each.text()))
			.toList();
	}

	int exitCode() {
		List<Unmet> unmet = unmet();
		return unmet.isEmpty() ? ExitCode.HELD
				: unmet.stream().allMatch(Unmet::excused) ? ExitCode.INCONCLUSIVE : ExitCode.NOT_HELD;
	}

}
