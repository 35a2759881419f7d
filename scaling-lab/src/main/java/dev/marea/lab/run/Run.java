package dev.marea.lab.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A run, as read from its folder.
 *
 * @param summary absent if the run did not end
 */
public record Run(RunInfo info, List<Second> seconds, List<Event> events, @Nullable Summary summary) {

	/** The same run with what came of it. */
	public Run withSummary(Summary summary) {
		return new Run(this.info, this.seconds, this.events, summary);
	}

}
