package dev.marea.lab.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

import dev.marea.lab.check.Output;
import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.Home;
import dev.marea.lab.live.LiveView;
import dev.marea.lab.measure.Measures;
import dev.marea.lab.observe.Invariants;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.report.Report;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.shape.Arrivals;
import org.jspecify.annotations.Nullable;

/**
 * Records a run and shows it, from the first line to the report.
 *
 * @param output where it is shown
 * @param folder the run's; a new one when absent
 * @param observer watches the instances; absent when nobody does
 * @param invariants who says afterwards whether the data is as it must be
 * @param settling how long invariants may take to hold; asked when the load is over
 */
public record Recording(Output output, @Nullable Path folder, @Nullable Observer observer,
		Invariants.@Nullable Source invariants, Supplier<Duration> settling) {

	/** From opening a record to second 0: folder, view and recorder exist by then. */
	public static final Duration PREPARATION = Duration.ofMillis(500);

	/** A worker takes over orphaned orders only when their lease expires. */
	private static final Duration SETTLING = Duration.ofSeconds(45);

	public Recording(Output output, @Nullable Path folder, @Nullable Observer observer,
			Invariants.@Nullable Source invariants) {
		this(output, folder, observer, invariants, () -> SETTLING);
	}

	/**
	 * Records while the load lasts.
	 * @param schedule what the load asks for; absent where it is somebody else's
	 * @param longestRequest longest time from a request's intended start to its end
	 * @param load makes it, and returns when it is over
	 * @throws Failure when the run could not be recorded to its end
	 */
	public Summary record(RunInfo info, RunClock clock, @Nullable Arrivals schedule, Duration longestRequest,
			Recorded load) throws InterruptedException {
		Path path = path(info);
		try (RunFolder folder = RunFolder.create(path, info); LiveView view = this.output.view(info)) {
			Recorder recorder = new Recorder(folder, info, clock, schedule, this.observer, longestRequest);
			try (recorder) {
				recorder.show(view::second, view::event);
				recorder.start();
				load.run(recorder);
			}
			Run run = RunFolder.read(path);
			Summary summary = Measures.summarize(run, recorder.totals(), Measures.SLOW_START);
			// What is written now is kept if somebody has no patience for the rest.
			folder.finish(summary);
			Invariants checked = (this.invariants != null) ? Invariants.settle(this.invariants, this.settling.get())
					: Invariants.NONE;
			Summary whole = summary.withInvariants(checked.held());
			folder.finish(whole);
			view.close(whole, Report.write(path, run.withSummary(whole)));
			checked.violations().forEach((violation) -> this.output.line("  broken      " + violation));
			return whole;
		}
	}

	/** The folder of a run. */
	public Path path(RunInfo info) {
		return (this.folder != null) ? this.folder : Home.work().resolve("runs").resolve(info.id());
	}

	/** What is recorded. */
	@FunctionalInterface
	public interface Recorded {

		/** Returns when it is over. */
		void run(Recorder recorder) throws InterruptedException;

	}

}
