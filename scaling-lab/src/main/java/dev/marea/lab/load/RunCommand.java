package dev.marea.lab.load;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marea.lab.check.Assertion;
import dev.marea.lab.check.Output;
import dev.marea.lab.check.ResultOptions;
import dev.marea.lab.cli.Home;
import dev.marea.lab.cli.Deadline;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.place.PlaceOptions;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.scenario.Traffic;
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

	private final PrintStream out;

	private final PrintStream err;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Option(names = "--url", required = true, paramLabel = "URL",
			description = "URL of the target; without --scenario, of the requests themselves, with path and query.")
	@SuppressWarnings("NullAway.Init")
	private String url;

	@Option(names = "--rate", paramLabel = "RATE",
			description = "Constant arrival rate, for example 50/s; takes --for.")
	private @Nullable String rate;

	@Option(names = "--shape", paramLabel = "SHAPE",
			description = "Arrivals over time instead of --rate, such as constant:rate=100/s,for=60s; step, ramp, spike, sine and trace:FILE"
					+ " are in docs/scaling.md. Shapes joined by + add up.")
	private @Nullable String shape;

	@Option(names = "--scenario", paramLabel = "NAME|FILE",
			description = "The scenario: browse, shop, work, or a file (default: GET of --url).")
	private @Nullable String scenario;

	@Option(names = "--for", paramLabel = "TIME",
			description = "Duration of --rate, and of shapes without their own; longer ones are shortened.")
	private @Nullable String duration;

	@Option(names = "--seed", paramLabel = "N", defaultValue = "1",
			description = "The same seed repeats choices and random arrivals (default ${DEFAULT-VALUE}).")
	private long seed;

	@Option(names = "--await", paramLabel = "TIME",
			description = "Wait at most this long for a place or a service that does not answer yet, then begin.")
	private @Nullable String await;

	@Mixin
	private LoadOptions options = new LoadOptions();

	@Mixin
	private HttpOptions http = new HttpOptions();

	@Mixin
	private ResultOptions result = new ResultOptions();

	@Mixin
	private PlaceOptions place = new PlaceOptions();

	public RunCommand() {
		this(System.out, System.err);
	}

	RunCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws InterruptedException {
		Target target = (this.scenario != null) ? Target.of(this.url, this.options.remote())
				: Target.ofRequest(this.url, this.options.remote());
		Scenario scenario = scenario().withHeaders(this.http.headers());
		Double duration = (this.duration != null) ? (Double) Quantities.seconds(this.duration, "--for") : null;
		LoadOptions.require(duration == null || duration >= 0.001, "--for must be at least 1ms.");
		String shape = shape();
		Schedule schedule = new Schedule(Shape.parse(shape, duration), this.seed, this.options.limit());
		Slo slo = this.options.slo();
		Duration timeout = this.options.timeout();
		Duration longest = (this.await != null) ? LoadOptions.duration(this.await, "--await") : null;
		LoadOptions.require(longest == null || longest.toMillis() >= 1, "--await must be at least 1ms.");
		int maxInFlight = this.options.maxInFlight();
		HttpSettings settings = this.http.settings();
		List<Assertion> assertions = this.result.assertions(scenario.requestNames());
		Double ignoreFirst = this.result.ignoreFirst(schedule.duration());
		this.options.folder();
		Double capacity = this.place.capacity();
		Deadline deadline = (longest != null) ? new Deadline(longest) : null;
		Observed observed = (deadline != null) ? this.place.watch(deadline) : this.place.watch();
		Load load = new Load(target, new Traffic(scenario, this.seed), settings, timeout, maxInFlight);
		Output output = this.result.output(this.out, this.err);
		LoadRun run = new LoadRun(load, schedule, output, this.options.folder(), this.place, observed, slo, assertions);
		return run.run(deadline, (clock) -> info(clock.started(), target, scenario, shape,
				(slo != null) ? slo : Slo.DEFAULT, observed, capacity)
			.withIgnoreFirst(ignoreFirst));
	}

	private Scenario scenario() {
		return (this.scenario != null) ? Scenario.find(this.scenario, Home.folder().resolve("shop/scenarios"))
				: Scenario.get(Target.pathOf(this.url));
	}

	private String shape() {
		if (this.rate == null && this.shape != null) {
			return this.shape;
		}
		if (this.rate == null || this.shape != null) {
			throw new UsageError("Either --rate or --shape is needed, for example --rate 50/s --for 60s.");
		}
		LoadOptions.require(this.duration != null, "--rate needs --for, for example --for 60s.");
		LoadOptions.require(Quantities.perSecond(this.rate, "--rate") > 0, "--rate must be more than 0.");
		return "constant:rate=" + this.rate;
	}

	private RunInfo info(Instant started, Target target, Scenario scenario, String shape, Slo slo,
			@Nullable Observed observed, @Nullable Double capacity) {
		String id = RunInfo.newId(started, scenario.name());
		return new RunInfo(id, started, HttpOptions.recorded(this.spec.commandLine().getParseResult().originalArgs()),
				(this.scenario != null) ? target.toString() : this.url.strip(), scenario.name(), shape, slo,
				(observed != null) ? observed.service() : null, capacity, (observed != null) ? observed.hpa() : null,
				RunInfo.Versions.current(), (observed != null) ? observed.notes() : List.of());
	}

}
