package dev.marea.lab.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

import dev.marea.lab.cli.Home;
import dev.marea.lab.live.LiveView;
import dev.marea.lab.measure.Measures;
import dev.marea.lab.observe.Invariants;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.report.Report;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.shape.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Records a run and shows it, from the first line to the report.
 *
 * @param out the output of the view
 * @param folder the run's folder; a new one if absent
 * @param observer the observer of the instances; absent if there is none
 * @param invariants the services' invariants, which are checked after the load
 */
record Recording(PrintStream out, @Nullable Path folder, @Nullable Observer observer,
		Invariants.@Nullable Source invariants) {

	/** A worker takes over orphaned orders only when their lease expires. */
	private static final Duration SETTLING = Duration.ofSeconds(45);

	/**
	 * Records while the load lasts.
	 * @param schedule the schedule of the load; absent if another tool sends it
	 * @param settled longest time from a request's intended start to its end
	 * @param load sends the load, and returns at its end
	 */
	Summary record(RunInfo info, RunClock clock, @Nullable Schedule schedule, Duration settled, Consumer<Recorder> load)
			throws InterruptedException {
		Path path = (this.folder != null) ? this.folder : Home.work().resolve("runs").resolve(info.id());
		boolean terminal = System.console() != null && System.console().isTerminal();
		try (RunFolder folder = RunFolder.create(path, info); LiveView view = LiveView.open(this.out, info, terminal)) {
			Recorder recorder = new Recorder(folder, info, clock, schedule, this.observer, settled);
			try (recorder) {
				recorder.show(view::second, view::event);
				recorder.start();
				load.accept(recorder);
			}
			Summary summary = Measures.summarize(RunFolder.read(path), recorder.totals(), Measures.SLOW_START);
			// A second Ctrl-C during the invariants' check keeps this summary.
			folder.finish(summary);
			Invariants checked = (this.invariants != null) ? Invariants.settle(this.invariants, SETTLING)
					: Invariants.NONE;
			Summary whole = summary.withInvariants(checked.held());
			folder.finish(whole);
			view.close(whole, Report.write(path));
			checked.violations().forEach((violation) -> this.out.println("  broken      " + violation));
			return whole;
		}
	}

}
