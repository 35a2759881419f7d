package dev.marea.lab.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.marea.lab.cli.Home;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.live.LiveView;
import dev.marea.lab.measure.Measures;
import dev.marea.lab.report.Figures;
import dev.marea.lab.report.Report;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./marea run}: makes load and records what came of it. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
		description = "Make load on a service and record what comes of it.")
public final class RunCommand implements Callable<Integer> {

	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

	/** Folder, view and recorder are there by then. */
	private static final Duration PREPARATION = Duration.ofMillis(500);

	private static final int COMPLAINTS = 5;

	private final PrintStream out;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Option(names = "--url", required = true, paramLabel = "URL", description = "Where the load goes.")
	@SuppressWarnings("NullAway.Init")
	private String url;

	@Option(names = "--shape", required = true, paramLabel = "SHAPE",
			description = { "Arrivals over time, such as constant:rate=100/s,for=60s; step, ramp, spike, sine",
					"and trace:FILE are in docs/scaling.md. Shapes joined by + add up." })
	@SuppressWarnings("NullAway.Init")
	private String shape;

	@Option(names = "--scenario", required = true, paramLabel = "NAME|FILE",
			description = "What is requested: browse, shop, work, or a file.")
	@SuppressWarnings("NullAway.Init")
	private String scenario;

	@Option(names = "--for", paramLabel = "TIME",
			description = "Duration of shapes that do not say theirs; longer ones are cut.")
	private @Nullable String duration;

	@Option(names = "--requests", paramLabel = "N", description = "Ends after so many requests.")
	private @Nullable Long requests;

	@Option(names = "--slo", paramLabel = "SLO",
			description = "Exit code 1 when it is broken; such as p99=300ms,errors=0.1%%.")
	private @Nullable String slo;

	@Option(names = "--out", paramLabel = "DIR",
			description = "The run's folder; a new one in .marea/runs unless given.")
	private @Nullable Path folder;

	@Option(names = "--seed", paramLabel = "N", defaultValue = "1",
			description = "The same seed makes the same choices and random arrivals (default ${DEFAULT-VALUE}).")
	private long seed;

	@Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10s",
			description = "A request that takes longer has failed (default ${DEFAULT-VALUE}).")
	@SuppressWarnings("NullAway.Init")
	private String timeout;

	@Option(names = "--max-in-flight", paramLabel = "N", defaultValue = "1024",
			description = "Requests under way at most; those beyond fail without being sent (default ${DEFAULT-VALUE}).")
	private int maxInFlight;

	@Option(names = "--allow-remote", paramLabel = "HOST",
			description = "Allows load on a host that is not this machine.")
	private Set<String> remote = new HashSet<>();

	public RunCommand() {
		this(System.out);
	}

	RunCommand(PrintStream out) {
		this.out = out;
	}

	@Override
	public Integer call() {
		Target target = Target.of(this.url, this.remote);
		Scenario scenario = Scenario.find(this.scenario, Home.folder().resolve("shop/scenarios"));
		Double duration = (this.duration != null) ? (Double) Quantities.seconds(this.duration, "--for") : null;
		Schedule schedule = new Schedule(Shape.parse(this.shape, duration), this.seed, limit());
		Slo slo = (this.slo != null) ? Slo.parse(this.slo) : Slo.DEFAULT;
		Duration timeout = Duration.ofMillis(Math.round(Quantities.seconds(this.timeout, "--timeout") * 1000));
		require(timeout.toMillis() >= 1, "--timeout must be at least 1ms.");
		require(this.maxInFlight >= 1, "--max-in-flight must be at least 1.");
		CountDownLatch finished = new CountDownLatch(1);
		try (Load load = new Load(target, scenario, this.seed, timeout, this.maxInFlight)) {
			Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(load, finished)));
			Summary summary = record(load, schedule, target, scenario, slo);
			boolean broken = summary.p99() == null || summary.errors() == null
					|| !slo.holds(summary.p99(), summary.errors());
			return (this.slo != null && broken) ? 1 : 0;
		}
		finally {
			finished.countDown();
		}
	}

	private Summary record(Load load, Schedule schedule, Target target, Scenario scenario, Slo slo) {
		load.setUp();
		RunClock clock = RunClock.startingIn(PREPARATION);
		RunInfo info = info(clock.started(), target, scenario, slo);
		Path path = (this.folder != null) ? this.folder : Home.work().resolve("runs").resolve(info.id());
		boolean terminal = System.console() != null && System.console().isTerminal();
		try (RunFolder folder = RunFolder.create(path, info); LiveView view = LiveView.open(this.out, info, terminal)) {
			Recorder recorder = new Recorder(folder, info, clock, schedule, null, load.settled());
			try (recorder) {
				recorder.show(view::second, view::event);
				recorder.start();
				load.run(clock, schedule, recorder);
			}
			Summary summary = Measures.summarize(RunFolder.read(path), recorder.totals(), Measures.SLOW_START);
			folder.finish(summary);
			view.close(summary, Report.write(path));
			lateness(recorder.totals().lateness());
			complain(recorder.totals().complaints());
			return summary;
		}
	}

	private RunInfo info(Instant started, Target target, Scenario scenario, Slo slo) {
		String id = ID.format(started.atZone(ZoneId.systemDefault())) + "-" + scenario.name();
		return new RunInfo(id, started, this.spec.commandLine().getParseResult().originalArgs(), target.toString(),
				scenario.name(), this.shape, slo, null, null, null, RunInfo.Versions.current(), List.of());
	}

	private long limit() {
		require(this.requests == null || this.requests >= 1, "--requests must be at least 1.");
		return (this.requests != null) ? this.requests : Long.MAX_VALUE;
	}

	/** How much of the latencies is the generator's own, for want of a processor. */
	private void lateness(Histogram lateness) {
		if (lateness.getTotalCount() > 0) {
			this.out.println("  generator   late by p50 %s   p99 %s   max %s, which the latencies include".formatted(
					Figures.duration(lateness.getValueAtPercentile(50) / 1e9),
					Figures.duration(lateness.getValueAtPercentile(99) / 1e9),
					Figures.duration(lateness.getMaxValue() / 1e9)));
		}
	}

	/** What failed most often, as the summary only counts. */
	private void complain(Map<String, Integer> complaints) {
		complaints.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.limit(COMPLAINTS)
			.forEach((complaint) -> this.out
				.println("  failed      %,d × %s".formatted(complaint.getValue(), complaint.getKey())));
		if (complaints.size() > COMPLAINTS) {
			this.out.println("  failed      and %d other reasons".formatted(complaints.size() - COMPLAINTS));
		}
	}

	/** Ctrl-C ends the load, not the record of it. */
	private static void stop(Load load, CountDownLatch finished) {
		load.stop();
		try {
			finished.await(15, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void require(boolean condition, String complaint) {
		if (!condition) {
			throw new UsageError(complaint);
		}
	}

}
