package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;

/**
 * The times from SIGTERM to an instance's end, as far as they reach into the seconds that
 * the summary covers. Overlapping times are merged into one scale-in.
 */
final class ScaleIns {

	private ScaleIns() {
	}

	static List<Summary.ScaleIn> of(Run run, Lives lives) {
		List<Summary.ScaleIn> merged = new ArrayList<>();
		lives.all()
			.stream()
			.filter((life) -> life.terminating() != null)
			.sorted(Comparator.comparing(Lives.Life::terminating))
			.forEach((life) -> {
				double from = Objects.requireNonNull(life.terminating());
				double to = (life.gone() != null) ? life.gone() : Math.max(run.seconds().size(), from);
				if (!merged.isEmpty() && merged.getLast().to() >= from) {
					Summary.ScaleIn last = merged.removeLast();
					from = last.from();
					to = Math.max(last.to(), to);
				}
				merged.add(new Summary.ScaleIn(from, to, 0));
			});
		double first = run.info().summaryFrom();
		List<Second> covered = run.seconds().stream().filter((second) -> second.t() >= first).toList();
		return merged.stream()
			.filter((scaleIn) -> scaleIn.to() >= Math.floor(first) || first == 0)
			.map((scaleIn) -> counted(scaleIn, covered))
			.toList();
	}

	private static Summary.ScaleIn counted(Summary.ScaleIn scaleIn, List<Second> seconds) {
		long dropped = seconds.stream().filter((second) -> scaleIn.covers(second.t())).mapToLong(Second::errors).sum();
		return new Summary.ScaleIn(scaleIn.from(), scaleIn.to(), dropped);
	}

}
