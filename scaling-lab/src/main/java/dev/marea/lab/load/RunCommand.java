package dev.marea.lab.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.Home;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.place.PlaceOptions;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./marea run}: sends load and records the result. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
		description = "Send load to a service and record the result.")
public final class RunCommand implements Callable<Integer> {

	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

	/** Folder, view and recorder exist by then. */
	private static final Duration PREPARATION = Duration.ofMillis(500);

	private final PrintStream out;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Option(names = "--url", required = true, paramLabel = "URL", description = "URL of the target.")
	@SuppressWarnings("NullAway.Init")
	private String url;

	@Option(names = "--shape", required = true, paramLabel = "SHAPE",
			description = "Arrivals over time, such as constant:rate=100/s,for=60s; step, ramp, spike, sine and trace:FILE"
					+ " are in docs/scaling.md. Shapes joined by + add up.")
	@SuppressWarnings("NullAway.Init")
	private String shape;

	@Option(names = "--scenario", required = true, paramLabel = "NAME|FILE",
			description = "The scenario: browse, shop, work, or a file.")
	@SuppressWarnings("NullAway.Init")
	private String scenario;

	@Option(names = "--for", paramLabel = "TIME",
			description = "Duration of shapes without their own; longer ones are shortened.")
	private @Nullable String duration;

	@Option(names = "--requests", paramLabel = "N", description = "End after this number of requests.")
	private @Nullable Long requests;

	@Option(names = "--slo", paramLabel = "SLO",
			description = "Check this SLO, for example p99=300ms,errors=0.1%%; exit code 1 if it is broken.")
	private @Nullable String slo;

	@Option(names = "--out", paramLabel = "DIR",
			description = "The run's folder, new or empty (default: a new one in .marea/runs).")
	private @Nullable Path folder;

	@Option(names = "--seed", paramLabel = "N", defaultValue = "1",
			description = "The same seed repeats choices and random arrivals (default ${DEFAULT-VALUE}).")
	private long seed;

	@Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10s",
			description = "A longer request fails (default ${DEFAULT-VALUE}).")
	@SuppressWarnings("NullAway.Init")
	private String timeout;

	@Option(names = "--await", paramLabel = "TIME",
			description = "Wait at most this long for a service that does not answer yet, then begin.")
	private @Nullable String patience;

	@Option(names = "--max-in-flight", paramLabel = "N", defaultValue = "1024",
			description = "Maximum number of requests in flight; more fail without being sent (default ${DEFAULT-VALUE}).")
	private int maxInFlight;

	@Option(names = "--allow-remote", paramLabel = "HOST",
			description = "Allow load to a host that is not this machine.")
	private Set<String> remote = new HashSet<>();

	@Mixin
	private PlaceOptions place = new PlaceOptions();

	public RunCommand() {
		this(System.out);
	}

	RunCommand(PrintStream out) {
		this.out = out;
	}

	@Override
	public Integer call() throws InterruptedException {
		Target target = Target.of(this.url, this.remote);
		Scenario scenario = Scenario.find(this.scenario, Home.folder().resolve("shop/scenarios"));
		Double duration = (this.duration != null) ? (Double) Quantities.seconds(this.duration, "--for") : null;
		require(duration == null || duration >= 0.001, "--for must be at least 1ms.");
		Schedule schedule = new Schedule(Shape.parse(this.shape, duration), this.seed, limit());
		Slo slo = (this.slo != null) ? Slo.parse(this.slo) : Slo.DEFAULT;
		Duration timeout = duration(this.timeout, "--timeout");
		Duration patience = (this.patience != null) ? duration(this.patience, "--await") : null;
		require(timeout.toMillis() >= 1, "--timeout must be at least 1ms.");
		require(patience == null || patience.toMillis() >= 1, "--await must be at least 1ms.");
		require(this.maxInFlight >= 1, "--max-in-flight must be at least 1.");
		RunFolder.requireNew(this.folder);
		Double capacity = this.place.capacity();
		Observed observed = this.place.watch();
		Load load = new Load(target, scenario, this.seed, timeout, this.maxInFlight);
		// Ctrl-C ends the load, not the record of it.
		Interruption interruption = new Interruption(load::stop);
		try (interruption; load; Observer observer = (observed != null) ? observed.observer() : null) {
			if (patience != null) {
				load.setUp(patience);
			}
			else {
				load.setUp();
			}
			RunClock clock = RunClock.startingIn(PREPARATION);
			RunInfo info = info(clock.started(), target, scenario, slo, observed, capacity);
			Recording recording = new Recording(this.out, this.folder, observer, this.place.invariants(observed));
			Summary summary = recording.record(info, clock, schedule, load.settled(),
					(recorder) -> load.run(clock, schedule, recorder));
			return exitCode(summary, slo);
		}
	}

	private static Duration duration(String text, String option) {
		return Duration.ofMillis(Math.round(Quantities.seconds(text, option) * 1000));
	}

	private int exitCode(Summary summary, Slo slo) {
		boolean allFailed = summary.requests() > 0 && summary.dropped() == summary.requests();
		if (summary.invariants().containsValue(false) || (allFailed && !Verdict.dropsExcused(summary))) {
			return ExitCode.NOT_HELD;
		}
		if (this.slo == null) {
			return allFailed ? ExitCode.INCONCLUSIVE : ExitCode.HELD;
		}
		return switch (Verdict.slo(slo, summary).outcome()) {
			case HELD -> ExitCode.HELD;
			case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
			case BROKEN, UNKNOWN -> ExitCode.NOT_HELD;
		};
	}

	private RunInfo info(Instant started, Target target, Scenario scenario, Slo slo, @Nullable Observed observed,
			@Nullable Double capacity) {
		String id = ID.format(started.atZone(ZoneId.systemDefault())) + "-" + scenario.name();
		return new RunInfo(id, started, this.spec.commandLine().getParseResult().originalArgs(), target.toString(),
				scenario.name(), this.shape, slo, (observed != null) ? observed.service() : null, capacity,
				(observed != null) ? observed.hpa() : null, RunInfo.Versions.current(),
				(observed != null) ? observed.notes() : List.of());
	}

	private long limit() {
		require(this.requests == null || this.requests >= 1, "--requests must be at least 1.");
		return (this.requests != null) ? this.requests : Long.MAX_VALUE;
	}

	private static void require(boolean condition, String complaint) {
		if (!condition) {
			throw new UsageError(complaint);
		}
	}

}
