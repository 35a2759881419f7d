package dev.marea.lab.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.lab.check.Assertion;
import dev.marea.lab.check.Check;
import dev.marea.lab.check.Output;
import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.Home;
import dev.marea.lab.fleet.AotTraining;
import dev.marea.lab.fleet.DemoSpec;
import dev.marea.lab.fleet.FleetFile;
import dev.marea.lab.fleet.FleetObserver;
import dev.marea.lab.fleet.FleetStatus;
import dev.marea.lab.fleet.LocalFleet;
import dev.marea.lab.fleet.ScaledFleet;
import dev.marea.lab.fleet.StateFolder;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Settings;
import dev.marea.lab.load.Load;
import dev.marea.lab.load.Recorder;
import dev.marea.lab.load.Recording;
import dev.marea.lab.load.Target;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.scale.Autoscaler;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;
import org.jspecify.annotations.Nullable;

/** The demonstration from the fleet's start to its verdict. */
final class Demo implements AutoCloseable {

	/** Down-stabilization and draining, instance after instance. */
	static final Duration SHRINKING = Duration.ofSeconds(150);

	/** Longer than a request waits for its turn in an instance. */
	static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** More than all instances queue, so that the shop refuses before the load does. */
	static final int MAX_IN_FLIGHT = 2048;

	/** How long Ctrl-C waits for the report. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Meters are read once a second, and that may take as long. */
	private static final Duration METERS_LAG = Duration.ofSeconds(2);

	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

	private static final String ENOUGH_REQUESTS = "this machine can serve enough requests";

	private final FleetFile file;

	private final DemoSpec demo;

	private final String service;

	private final Hpa hpa;

	private final long seed;

	private final @Nullable Double ignoreFirst;

	private final FleetConsole console;

	private final Slo slo = Slo.DEFAULT;

	private final List<AutoCloseable> open = new ArrayList<>();

	private final CountDownLatch reported = new CountDownLatch(1);

	/** The load of the record that is under way. */
	private volatile @Nullable Load recorded;

	private volatile boolean interrupted;

	/** Opens when there is nothing more to wait for: nobody records it. */
	private final CountDownLatch cutShort = new CountDownLatch(1);

	Demo(FleetFile file, DemoSpec demo, String service, Hpa hpa, long seed, @Nullable Double ignoreFirst,
			FleetConsole console) {
		this.file = file;
		this.demo = demo;
		this.service = service;
		this.hpa = hpa;
		this.seed = seed;
		this.ignoreFirst = ignoreFirst;
		this.console = console;
	}

	/**
	 * Shows it.
	 * @param out the run's folder, a new one if absent
	 * @param arguments the command line, for the record
	 * @param output where the run is shown
	 * @param assertions checks beside the demo's own promises
	 * @return the exit code
	 */
	int run(@Nullable Path out, List<String> arguments, Output output, List<Assertion> assertions)
			throws InterruptedException {
		AotTraining training = new AotTraining(this.file, UpCommand.caches(), UpCommand.postgres(), this.console::line,
				new TrainingLoad());
		training.run();
		StateFolder state = StateFolder.take(Home.work().resolve("demo"), true);
		this.console.line("Starting " + this.file.name() + " on a fresh database; its logs are in " + state.logs());
		LocalFleet fleet = LocalFleet.start(this.file, state, UpCommand.postgres(),
				UpCommand.settings(this.file, this.demo.variant()), training.options(), this.console);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(fleet), "stop"));
		this.open.add(fleet);
		if (!fleet.awaitReady()) {
			return output.finishWithoutRun(new Check("the fleet becomes ready", Verdict.Outcome.BROKEN,
					"it did not; its logs are in " + state.logs()), ExitCode.FAILED);
		}
		this.console.line(this.file.name() + " is open: " + fleet.status().url());
		Load load = new Load(Target.of(fleet.status().url(), Set.of()), scenario(), this.seed, TIMEOUT, MAX_IN_FLIGHT);
		this.open.add(load);
		load.setUp();
		try (FleetObserver observer = new FleetObserver(fleet::status, fleet::listen)) {
			Fitted fitted = fit(fleet, new Calibration(fleet, observer, load, this.demo.fit().turn()));
			Plan.Shortage shortage = fitted.shortage();
			if (shortage != null) {
				this.console.line(shortage.text());
			}
			if (shortage != null && shortage.busy()) {
				return output.finishWithoutRun(new Check(ENOUGH_REQUESTS, Verdict.Outcome.INCONCLUSIVE,
						shortage.text().replaceFirst("\\.$", "")), ExitCode.INCONCLUSIVE);
			}
			fleet.removeListener(this.console);
			forgetMeasuring();
			return record(fleet, observer, load, fitted, out, arguments, output, assertions);
		}
		catch (Failure ex) {
			if (this.interrupted && this.recorded == null) {
				// Ctrl-C took the fleet away while it was measured
				return output.finishWithoutRun(new Check("the demo goes on to its day", Verdict.Outcome.BROKEN,
						"it was interrupted before it"), ExitCode.FAILED);
			}
			throw ex;
		}
	}

	/** Chooses the demonstration that fits this machine, and measures its capacity. */
	private Fitted fit(LocalFleet fleet, Calibration calibration) throws InterruptedException {
		this.console.line("Measuring what one instance of " + this.service + " can serve, and what that costs");
		Costs costs = calibration.costs(this.service);
		Duration wait = this.demo.fit().readWait().least();
		Plan plan = Plan.of(this.demo, costs, wait, mean());
		double capacity = costs.capacity();
		if (!plan.readWait().equals(wait)) {
			this.console.line("Fitting it to this machine: a read waits " + plan.readWait().toMillis() + " ms");
			fleet.restart(this.service, plan.values());
			capacity = calibration.capacity();
		}
		double height = plan.height(this.demo, capacity);
		Duration lasting = plan.lasting(this.demo, height);
		Plan.Shortage shortage = plan.shortage(this.demo, costs, capacity, calibration.starved()).orElse(null);
		Hpa fitting = Calibration.fit(this.hpa, capacity, this.demo.target());
		List<String> notes = Stream
			.of(Stream.of(plan.note(this.demo, costs, height, lasting)), plan.constantNote(this.demo).stream(),
					Stream.of(Calibration.note(capacity, fitting)))
			.flatMap((part) -> part)
			.toList();
		return new Fitted(capacity, fitting, plan.shape(trace(), lasting, height), notes, shortage);
	}

	/**
	 * Waits until the load of the measuring is out of the autoscaler's window: it would
	 * take it for the day's.
	 */
	private void forgetMeasuring() throws InterruptedException {
		this.cutShort.await(this.demo.window().toMillis() + METERS_LAG.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** Mean of the trace's rate over its highest. */
	private double mean() {
		Shape shape = Shape.parse(Plan.shape(trace(), this.demo.fit().lasting().most().toMillis(), 1));
		return shape.cumulative(shape.duration()) / shape.duration();
	}

	private Path trace() {
		return this.file.resolve(this.demo.trace());
	}

	private int record(LocalFleet fleet, FleetObserver observer, Load load, Fitted fitted, @Nullable Path out,
			List<String> arguments, Output output, List<Assertion> assertions) throws InterruptedException {
		Schedule schedule = new Schedule(Shape.parse(fitted.shape()), this.seed);
		RunClock clock = RunClock.startingIn(Duration.ofSeconds(1));
		RunInfo info = info(clock, fleet, fitted, arguments).withIgnoreFirst(this.ignoreFirst);
		// The instances change during the run, so the list is read when they are asked.
		Recording recording = new Recording(output, out, observer, () -> fleet.status().invariants(),
				() -> this.interrupted ? Duration.ZERO : this.demo.settling());
		this.recorded = load;
		try {
			Summary summary = recording.record(info, clock, schedule, load.longestRequest(),
					(recorder) -> observe(fleet, observer, fitted, recorder, () -> load.run(clock, schedule, recorder),
							clock));
			DemoVerdict verdict = new DemoVerdict(summary, this.slo, this.hpa.minReplicas(), this.hpa.maxReplicas(),
					this.demo.requests());
			output.line("");
			verdict.lines().forEach(output::line);
			return output.finish(info, summary, verdict.checks(), assertions, recording.path(info));
		}
		finally {
			this.reported.countDown();
		}
	}

	/** Ctrl-C: the load ends, and what was recorded of it becomes a report. */
	private void interrupt(LocalFleet fleet) {
		this.interrupted = true;
		this.cutShort.countDown();
		Load load = this.recorded;
		if (load != null) {
			load.stop();
			try {
				this.reported.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		fleet.close();
	}

	/** The day, and then the time until the fleet is as small as it was. */
	private void observe(LocalFleet fleet, FleetObserver observer, Fitted fitted, Recorder recorder, Runnable day,
			RunClock clock) throws InterruptedException {
		Settings timing = Settings.KUBERNETES.withTiming(this.demo.sync(), this.demo.window(),
				Settings.KUBERNETES.downscaleStabilization());
		Double request = this.file.service(this.service).cpuRequest();
		ScaledFleet scaled = new ScaledFleet(this.service, fleet, observer, this.demo.window(), request);
		try (Autoscaler running = Autoscaler.start(fitted.hpa(), timing, scaled, request != null)) {
			day.run();
			recorder.event(Event.phase(clock.now(), "the day is over; on until the fleet is back at its minimum"));
			recorder.whenBroken(this.cutShort::countDown);
			awaitMinimum(fleet, recorder);
		}
	}

	/** Until the fleet is as small as it was, and the record has a second of that. */
	private void awaitMinimum(LocalFleet fleet, Recorder recorder) throws InterruptedException {
		long deadline = System.nanoTime() + SHRINKING.toNanos();
		int minimum = this.hpa.minReplicas();
		boolean over = false;
		while (!over && System.nanoTime() < deadline) {
			FleetStatus status = fleet.status();
			Second last = recorder.last();
			boolean recorded = last != null && last.ready() != null && last.ready() == minimum;
			over = (recorded && status.members(this.service).size() == minimum
					&& status.ready(this.service).size() == minimum) || this.cutShort.await(200, TimeUnit.MILLISECONDS);
		}
	}

	private RunInfo info(RunClock clock, LocalFleet fleet, Fitted fitted, List<String> arguments) {
		Path hpaFile = this.file.resolve(this.demo.hpa());
		String rhythm = String.format(Locale.ROOT,
				"The autoscaler (%s) syncs every %d s over a window of %d s, where Kubernetes takes 15 s.",
				hpaFile.getFileName(), this.demo.sync().toSeconds(), this.demo.window().toSeconds());
		List<String> notes = Stream.of(List.of(this.demo.credit(), this.demo.slow()), fitted.notes(), List.of(rhythm))
			.flatMap(List::stream)
			.toList();
		return new RunInfo(ID.format(LocalDateTime.now()) + "-demo", clock.started(), arguments, fleet.status().url(),
				scenario().name(), fitted.shape().replace(Home.folder() + "/", ""), this.slo, this.service,
				fitted.capacity(), fitted.hpa().toJson(), RunInfo.Versions.current(), notes);
	}

	private Scenario scenario() {
		return Scenario.read(this.file.resolve(this.demo.scenario()));
	}

	/**
	 * What is shown on this machine.
	 *
	 * @param capacity requests per second of one instance
	 * @param hpa its target fits the capacity
	 * @param shape the day
	 * @param notes how all of this was chosen
	 * @param shortage requests that the day must have and cannot have; absent if none
	 */
	private record Fitted(double capacity, Hpa hpa, String shape, List<String> notes,
			Plan.@Nullable Shortage shortage) {

	}

	@Override
	public void close() {
		for (AutoCloseable each : this.open.reversed()) {
			try {
				each.close();
			}
			catch (Exception ex) {
				throw new Failure("the demo cannot be ended cleanly: " + ex.getMessage(), ex);
			}
		}
	}

}
