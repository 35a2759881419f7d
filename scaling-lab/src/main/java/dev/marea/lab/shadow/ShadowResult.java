package dev.marea.lab.shadow;

import java.util.List;

import dev.marea.lab.shadow.LiveChange.Outcome;

/**
 * What a shadow has found: {@code shadow.json} of a run.
 *
 * @param syncs syncs of the shadow
 * @param undecided syncs at which the metrics allowed no decision
 * @param changes the changes of the live controller
 * @param differences decisions of the shadow that the live controller did not carry out
 * @param leftOut changes and differences that are not listed, because there are too many
 */
public record ShadowResult(int syncs, int undecided, List<LiveChange> changes, List<Difference> differences,
		int leftOut) {

	public ShadowResult {
		changes = List.copyOf(changes);
		differences = List.copyOf(differences);
	}

	long changes(Outcome outcome) {
		return this.changes.stream().filter((change) -> change.outcome() == outcome).count();
	}

	/** Whether the shadow decided as the live controller did. */
	public boolean equal() {
		return changes(Outcome.DIFFERENT) == 0 && this.differences.isEmpty() && this.leftOut == 0;
	}

	/** Whether no sync had a decision by metrics. */
	boolean blind() {
		return this.undecided == this.syncs;
	}

}
