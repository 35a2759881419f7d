package dev.marea.lab.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marea.lab.check.Assertion;
import dev.marea.lab.check.Check;
import dev.marea.lab.check.Output;
import dev.marea.lab.check.ResultOptions;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.place.PlaceOptions;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./marea watch}: records a place while another tool sends the load. */
@Command(name = "watch", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Observe a place while another tool sends the load, and record it like a run.",
				"The load is what the instances count, if they count it. Ctrl-C ends it." })
public final class WatchCommand implements Callable<Integer> {

	private final PrintStream out;

	private final PrintStream err;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Option(names = "--for", paramLabel = "TIME", description = "End after this time.")
	private @Nullable String duration;

	@Option(names = "--out", paramLabel = "DIR",
			description = "The run's folder, new or empty (default: a new one in .marea/runs).")
	private @Nullable Path folder;

	@Mixin
	private ResultOptions result = new ResultOptions();

	@Mixin
	private PlaceOptions place = new PlaceOptions();

	public WatchCommand() {
		this(System.out, System.err);
	}

	WatchCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws InterruptedException {
		Double duration = (this.duration != null) ? (Double) Quantities.seconds(this.duration, "--for") : null;
		if (duration != null && duration < 0.001) {
			throw new UsageError("--for must be at least 1ms.");
		}
		List<Assertion> assertions = this.result.assertions(List.of());
		Double ignoreFirst = this.result.ignoreFirst(duration);
		RunFolder.requireNew(this.folder);
		Double capacity = this.place.capacity();
		Observed observed = this.place.watch();
		if (observed == null) {
			throw new UsageError("--on is missing; it names the place to watch.");
		}
		Interruption interruption = new Interruption();
		try (interruption; Observer observer = observed.observer()) {
			RunClock clock = RunClock.startingIn(Recording.PREPARATION);
			RunInfo info = info(clock, observed, capacity).withIgnoreFirst(ignoreFirst);
			Output output = this.result.output(this.out, this.err);
			Recording recording = new Recording(output, this.folder, observer, this.place.invariants(observed));
			Summary summary = recording.record(info, clock, null, Duration.ZERO, (recorder) -> {
				recorder.whenBroken(interruption::end);
				interruption.await(clock, duration);
			});
			return output.finish(info, summary, Check.ofInvariants(summary), assertions, recording.path(info));
		}
	}

	private RunInfo info(RunClock clock, Observed observed, @Nullable Double capacity) {
		String id = RunInfo.newId(clock.started(), "watch");
		return new RunInfo(id, clock.started(), this.spec.commandLine().getParseResult().originalArgs(), null, null,
				null, Slo.DEFAULT, observed.service(), capacity, observed.hpa(), RunInfo.Versions.current(),
				observed.notes());
	}

}
