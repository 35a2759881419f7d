package dev.marea.lab.local;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marea.lab.check.Assertion;
import dev.marea.lab.check.Output;
import dev.marea.lab.check.ResultOptions;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.fleet.DemoSpec;
import dev.marea.lab.fleet.FleetFile;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.scenario.Scenario;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./marea demo}: a real day's traffic, and the shop that scales out and in with
 * it.
 */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Show the shop scale: a real day's traffic in minutes, autoscaling out and in, a report.",
				"Exit code 0 only if every check held." })
public final class DemoCommand implements Callable<Integer> {

	@Option(names = "--max", paramLabel = "N",
			description = "Maximum number of instances; 1 is the counter-proof: the SLO breaks.")
	private @Nullable Integer max;

	@Option(names = "--out", paramLabel = "DIR", description = "The run's folder (default: a new one in .marea/runs).")
	private @Nullable Path out;

	@Option(names = "--seed", paramLabel = "N", defaultValue = "1",
			description = "The same seed repeats choices and random arrivals (default: ${DEFAULT-VALUE}).")
	private long seed;

	@Option(names = "--fleet", paramLabel = "FILE", description = "The fleet file (default: shop/fleet.yaml).")
	private @Nullable Path fleet;

	@Mixin
	private ResultOptions result = new ResultOptions();

	@Spec
	@Nullable CommandSpec spec;

	@Override
	public Integer call() throws InterruptedException {
		FleetFile file = FleetFile.read(UpCommand.fleetFile(this.fleet));
		DemoSpec demo = file.demo();
		String service = file.scaled().orElse(null);
		if (demo == null || service == null) {
			throw new UsageError("the fleet file has no demo, or no service with scale.");
		}
		if (this.max != null && this.max < 1) {
			throw new UsageError("--max must be at least 1.");
		}
		RunFolder.requireNew(this.out);
		Hpa hpa = Hpa.read(file.resolve(demo.hpa()));
		Hpa limited = (this.max != null) ? hpa.withMaxReplicas(Math.min(this.max, hpa.maxReplicas())) : hpa;
		List<String> arguments = this.spec.commandLine().getParseResult().originalArgs();
		List<Assertion> assertions = this.result
			.assertions(Scenario.read(file.resolve(demo.scenario())).requestNames());
		Double ignoreFirst = this.result.ignoreFirst(null);
		Output output = this.result.output(System.out, System.err);
		FleetConsole console = new FleetConsole(output.progress(this.spec.commandLine().getOut()));
		try (Demo running = new Demo(file, demo, service, limited, this.seed, ignoreFirst, console)) {
			return running.run(this.out, arguments, output, assertions);
		}
	}

}
