package dev.marea.lab.load;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import dev.marea.lab.check.Assertion;
import dev.marea.lab.check.Check;
import dev.marea.lab.check.Output;
import dev.marea.lab.cli.Deadline;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.place.PlaceOptions;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.shape.Arrivals;
import org.jspecify.annotations.Nullable;

/**
 * A run with load of its own: it is sent, recorded, shown and checked.
 *
 * @param load closed when the run ends
 * @param schedule when requests are sent
 * @param output where the run is shown
 * @param folder the run's; a new one when absent
 * @param place where the instances run
 * @param observed the instances; absent when nobody observes them
 * @param slo absent if the command line gives none; then it is not checked
 * @param assertions checks of the command line
 */
public record LoadRun(Load load, Arrivals schedule, Output output, @Nullable Path folder, PlaceOptions place,
		@Nullable Observed observed, @Nullable Slo slo, List<Assertion> assertions) {

	/**
	 * Runs it to its end.
	 * @param deadline for a service that does not answer yet; absent if it must answer at
	 * once
	 * @param info describes the run, whose clock has been set
	 * @return the exit code
	 */
	public int run(@Nullable Deadline deadline, Function<RunClock, RunInfo> info) throws InterruptedException {
		// Ctrl-C ends the load, not the record of it.
		Interruption interruption = new Interruption(this.load::stop);
		try (interruption; this.load; Observer observer = (this.observed != null) ? this.observed.observer() : null) {
			if (deadline != null) {
				this.load.setUp(deadline);
			}
			else {
				this.load.setUp();
			}
			RunClock clock = RunClock.startingIn(Recording.PREPARATION);
			RunInfo described = info.apply(clock);
			Recording recording = new Recording(this.output, this.folder, observer,
					this.place.invariants(this.observed));
			Summary summary = recording.record(described, clock, this.schedule, this.load.longestRequest(),
					(recorder) -> this.load.run(clock, this.schedule, recorder));
			return this.output.finish(described, summary, Check.ofRun(summary, this.slo), this.assertions,
					recording.path(described));
		}
	}

}
