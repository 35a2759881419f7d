package dev.marea.lab.shadow;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A change of the desired replicas by the live controller, and what the shadow decided.
 *
 * @param t when it was seen, seconds since the run's start
 * @param from the number before
 * @param to the number after
 * @param outcome whether the shadow decides the same within one sync
 * @param decidedAt when the shadow decided, seconds since the run's start
 * @param decided the shadow's number; absent if it could not decide
 * @param reason the shadow's reason
 * @param causes why the two differ, as clauses
 * @param controller what the live controller says about it
 */
public record LiveChange(double t, int from, int to, Outcome outcome, double decidedAt, @Nullable Integer decided,
		@Nullable String reason, List<String> causes, @Nullable String controller) {

	/** How a change compares with the shadow's decisions. */
	public enum Outcome {

		/** The shadow decides the same on the metrics of that moment. */
		EQUAL,

		/** The shadow decides the same at its sync before or after, on other metrics. */
		WITHIN_ONE_SYNC,

		/** The shadow decides another number. */
		DIFFERENT,

		/** The run ended before the shadow's next sync. */
		UNDECIDED

	}

}
