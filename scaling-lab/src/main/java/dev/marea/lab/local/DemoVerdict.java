package dev.marea.lab.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.run.Summary.Ready;

/**
 * Whether a demonstration showed what it promises.
 *
 * @param summary what came of the run
 * @param slo what it is judged by
 * @param minimum instances at the end
 * @param maximum instances allowed
 * @param requests requests that are made at least
 */
record DemoVerdict(Summary summary, Slo slo, int minimum, int maximum, int requests) {

	/** Fewer instances at the busiest moment would show nothing. */
	static final int PEAK = 4;

	/** What did not hold; empty if all did. */
	List<String> failures() {
		List<String> failures = new ArrayList<>();
		Ready ready = this.summary.ready();
		if (ready == null) {
			failures.add("the instances were not observed");
		}
		else {
			hold(ready.peak() >= PEAK, "ready instances peaked at %d, not at %d".formatted(ready.peak(), PEAK),
					failures);
			hold(ready.last() == this.minimum,
					"%d instances were ready at the end, not %d".formatted(ready.last(), this.minimum), failures);
		}
		hold(this.summary.requests() >= this.requests,
				"%,d requests were made, not at least %,d".formatted(this.summary.requests(), this.requests), failures);
		hold(this.summary.dropped() == 0,
				"%,d of %,d requests were dropped".formatted(this.summary.dropped(), this.summary.requests()),
				failures);
		hold(!this.summary.invariants().isEmpty(), "no invariant was checked", failures);
		this.summary.invariants()
			.entrySet()
			.stream()
			.filter((invariant) -> !Boolean.TRUE.equals(invariant.getValue()))
			.map(Map.Entry::getKey)
			.sorted()
			.forEach((name) -> failures.add("the invariant '" + name + "' is broken"));
		return failures;
	}

	private static void hold(boolean condition, String otherwise, List<String> failures) {
		if (!condition) {
			failures.add(otherwise);
		}
	}

	boolean sloHeld() {
		Double p99 = this.summary.p99();
		Double errors = this.summary.errors();
		return p99 != null && errors != null && this.slo.holds(p99, errors);
	}

	/** The lines that people read last. */
	List<String> lines() {
		List<String> failures = failures();
		if (failures.isEmpty()) {
			Ready ready = java.util.Objects.requireNonNull(this.summary.ready());
			return List.of("All held: %d → %d → %d instances, %,d requests, none dropped, every invariant."
				.formatted(this.minimum, ready.peak(), ready.last(), this.summary.requests()));
		}
		List<String> lines = new ArrayList<>();
		if (this.maximum < PEAK) {
			String instances = (this.maximum == 1) ? "one instance" : this.maximum + " instances";
			lines.add(sloHeld() ? "The counter-proof failed: the SLO held with " + instances + "."
					: "The counter-proof: with " + instances + " the SLO (" + this.slo + ") is broken, as expected.");
		}
		lines.add("Not all held:");
		failures.forEach((failure) -> lines.add("  " + failure + "."));
		return lines;
	}

	int exitCode() {
		return failures().isEmpty() ? 0 : 1;
	}

}
