package dev.marea.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * A check of a run that decides about the exit code.
 *
 * @param name unique in its run
 * @param outcome held, broken or inconclusive
 * @param text the outcome with its figures or its reason, without a full stop
 */
public record Check(String name, Verdict.Outcome outcome, String text) {

	/**
	 * The checks of every run with a load: its invariants, and that some of the requests
	 * that the summary covers succeeded.
	 * @param slo absent if the command line gives none; then it is not checked
	 */
	public static List<Check> ofRun(Summary summary, @Nullable Slo slo) {
		List<Check> checks = ofInvariants(summary);
		boolean excused = Verdict.dropsExcused(summary);
		if (summary.requests() == 0) {
			checks.add(new Check("some requests succeed", Verdict.Outcome.BROKEN, "the summary covers no request"));
		}
		else if (summary.dropped() == summary.requests() && (slo == null || !excused)) {
			checks.add(new Check("some requests succeed",
					excused ? Verdict.Outcome.INCONCLUSIVE : Verdict.Outcome.BROKEN, "every request failed"));
		}
		if (slo != null) {
			Verdict.Check check = Verdict.slo(slo, summary);
			Verdict.Outcome outcome = (check.outcome() != Verdict.Outcome.UNKNOWN) ? check.outcome()
					: Verdict.Outcome.BROKEN;
			checks.add(new Check("SLO " + slo, outcome, check.words().en()));
		}
		return checks;
	}

	/** A check for each invariant, by name. */
	public static List<Check> ofInvariants(Summary summary) {
		List<Check> checks = new ArrayList<>();
		for (Map.Entry<String, Boolean> invariant : new TreeMap<>(summary.invariants()).entrySet()) {
			boolean held = Objects.equals(invariant.getValue(), true);
			checks.add(new Check("invariant " + invariant.getKey(),
					held ? Verdict.Outcome.HELD : Verdict.Outcome.BROKEN, held ? "held" : "broken"));
		}
		return checks;
	}

	/** The exit code of a command with these checks. */
	public static int exitCode(List<Check> checks) {
		List<Verdict.Outcome> outcomes = checks.stream().map(Check::outcome).toList();
		return outcomes.contains(Verdict.Outcome.BROKEN) ? ExitCode.NOT_HELD
				: outcomes.contains(Verdict.Outcome.INCONCLUSIVE) ? ExitCode.INCONCLUSIVE : ExitCode.HELD;
	}

}
