package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;

/**
 * The times in which instances were told to go and went. Those that overlap are one.
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
				merged.add(new Summary.ScaleIn(from, to, dropped(run.seconds(), from, to)));
			});
		return merged;
	}

	/** From the second before, as its requests may still be under way. */
	private static long dropped(List<Second> seconds, double from, double to) {
		int begin = Math.clamp((long) Math.floor(from) - 1, 0, seconds.size());
		int end = Math.clamp((long) Math.floor(to) + 1, begin, seconds.size());
		return seconds.subList(begin, end).stream().mapToLong(Second::errors).sum();
	}

}
