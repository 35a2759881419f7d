package dev.marea.lab.replay;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import dev.marea.lab.check.Assertion;
import dev.marea.lab.check.Output;
import dev.marea.lab.check.ResultOptions;
import dev.marea.lab.load.HttpOptions;
import dev.marea.lab.load.HttpSettings;
import dev.marea.lab.load.Load;
import dev.marea.lab.load.LoadOptions;
import dev.marea.lab.load.LoadRun;
import dev.marea.lab.load.Target;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.place.PlaceOptions;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.scenario.Headers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./marea replay}: sends the requests of an access log again. */
@Command(name = "replay", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Send the requests of an access log again, at its rates, and record the result.",
				"Formats: common and combined of Apache and nginx, nginx JSON, AWS ALB; plain or gzipped." })
public final class ReplayCommand implements Callable<Integer> {

	private static final double HIGHEST = 100_000;

	private final PrintStream out;

	private final PrintStream err;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Parameters(paramLabel = "LOG", arity = "1..*", description = "Access logs, in any order.")
	private List<Path> logs = new ArrayList<>();

	@Option(names = "--url", required = true, paramLabel = "URL",
			description = "URL of the target; its path is a prefix of every path.")
	@SuppressWarnings("NullAway.Init")
	private String url;

	@Option(names = "--speed", paramLabel = "FACTOR", defaultValue = "1x",
			description = "Replay so many times as fast, for example 60x (default ${DEFAULT-VALUE}).")
	private String speed = "1x";

	@Option(names = "--scale", paramLabel = "FACTOR", defaultValue = "1",
			description = "Send so many requests for each of the log; 0.1 sends every tenth (default ${DEFAULT-VALUE}).")
	private String scale = "1";

	@Option(names = "--methods", paramLabel = "LIST", defaultValue = "GET,HEAD", split = ",",
			description = "Methods that are replayed, without their bodies, which no log has (default ${DEFAULT-VALUE}).")
	private List<String> methods = new ArrayList<>();

	@Option(names = "--for", paramLabel = "TIME", description = "End after this time.")
	private @Nullable String duration;

	@Mixin
	private LoadOptions options = new LoadOptions();

	@Mixin
	private HttpOptions http = new HttpOptions();

	@Mixin
	private ResultOptions result = new ResultOptions();

	@Mixin
	private PlaceOptions place = new PlaceOptions();

	public ReplayCommand() {
		this(System.out, System.err);
	}

	ReplayCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws InterruptedException {
		Target target = Target.of(this.url, this.options.remote());
		double speed = factor(this.speed.replaceFirst("x$", ""), "--speed", this.speed);
		double scale = factor(this.scale, "--scale", this.scale);
		double end = (this.duration != null) ? Quantities.seconds(this.duration, "--for") : Double.POSITIVE_INFINITY;
		LoadOptions.require(end > 0, "--for must be more than 0.");
		Slo slo = this.options.slo();
		Duration timeout = this.options.timeout();
		int maxInFlight = this.options.maxInFlight();
		HttpSettings settings = this.http.settings();
		Headers headers = this.http.headers();
		List<Assertion> assertions = this.result.assertions(null);
		this.options.folder();
		Double capacity = this.place.capacity();
		Set<String> methods = methods();
		this.logs.forEach((log) -> LoadOptions.require(Files.isRegularFile(log) && Files.isReadable(log),
				log + " cannot be read: there is no such file, or this user may not read it."));
		Output output = this.result.output(this.out, this.err);
		output.progress().println("Reading " + this.logs.getFirst() + ((this.logs.size() > 1) ? " and others" : ""));
		List<Path> oldestFirst = LogReader.oldestFirst(this.logs, methods);
		LogProfile profile = LogProfile.of(oldestFirst, methods);
		LogSchedule schedule = new LogSchedule(profile.counts(), speed, scale, end, this.options.limit());
		Double ignoreFirst = this.result.ignoreFirst(schedule.duration());
		Observed observed = this.place.watch();
		LogCalls calls = new LogCalls(profile, new LogReader(oldestFirst, methods), scale, headers);
		Load load = new Load(target, calls, settings, timeout, maxInFlight);
		LoadRun run = new LoadRun(load, schedule, output, this.options.folder(), this.place, observed, slo, assertions);
		try (calls) {
			return run.run(null,
					(clock) -> info(clock, target, slo, observed, capacity, profile).withIgnoreFirst(ignoreFirst));
		}
	}

	private Set<String> methods() {
		Set<String> methods = new TreeSet<>();
		for (String method : this.methods) {
			String name = method.strip().toUpperCase(Locale.ROOT);
			LoadOptions.require(name.matches("[A-Z]{1,20}") && !name.equals("CONNECT") && !name.equals("TRACE"),
					"--methods '" + method + "' is no method that can be replayed.");
			methods.add(name);
		}
		return methods;
	}

	private static double factor(String number, String option, String given) {
		LoadOptions.require(
				number.matches("\\d{1,9}(\\.\\d{1,9})?") && Double.parseDouble(number) > 0
						&& Double.parseDouble(number) <= HIGHEST,
				option + " is '" + given + "', which is no factor such as 60 or 0.5.");
		return Double.parseDouble(number);
	}

	private RunInfo info(RunClock clock, Target target, @Nullable Slo slo, @Nullable Observed observed,
			@Nullable Double capacity, LogProfile profile) {
		List<String> notes = new ArrayList<>(profile.notes());
		if (observed != null) {
			notes.addAll(observed.notes());
		}
		return new RunInfo(RunInfo.newId(clock.started(), "replay"), clock.started(),
				HttpOptions.recorded(this.spec.commandLine().getParseResult().originalArgs()), target.toString(),
				String.valueOf(this.logs.getFirst().getFileName()),
				"replayed at %s, scale %s".formatted(this.speed, this.scale), (slo != null) ? slo : Slo.DEFAULT,
				(observed != null) ? observed.service() : null, capacity, (observed != null) ? observed.hpa() : null,
				RunInfo.Versions.current(), notes);
	}

}
