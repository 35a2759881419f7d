package dev.marea.lab.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import dev.marea.lab.cli.Home;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.fleet.AotTraining;
import dev.marea.lab.fleet.FleetFile;
import dev.marea.lab.fleet.FleetObserver;
import dev.marea.lab.fleet.LocalFleet;
import dev.marea.lab.fleet.ScaledFleet;
import dev.marea.lab.fleet.StateFolder;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Settings;
import dev.marea.lab.scale.Autoscaler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./marea up}: the fleet on this machine until Ctrl-C. */
@Command(name = "up", mixinStandardHelpOptions = true, sortOptions = false,
		description = "Start the shop on this machine; Ctrl-C stops all of it.")
public final class UpCommand implements Callable<Integer> {

	@Option(names = "--fresh", description = "Delete the data of earlier runs.")
	private boolean fresh;

	@Option(names = "--hpa", paramLabel = "FILE",
			description = "Scale by the HorizontalPodAutoscaler of this file, with Kubernetes' timing; - is standard"
					+ " input.")
	private @Nullable Path hpa;

	@Option(names = "--name", paramLabel = "NAME",
			description = "Which HorizontalPodAutoscaler of --hpa: NAME or NAMESPACE/NAME.")
	private @Nullable String name;

	@Option(names = "--variant", paramLabel = "NAME", description = "A variant of the fleet file: additional settings.")
	private @Nullable String variant;

	@Option(names = "--fleet", paramLabel = "FILE", description = "The fleet file (default: shop/fleet.yaml).")
	private @Nullable Path fleet;

	@Option(names = "--state", paramLabel = "DIR",
			description = "Folder of data, keys and logs (default: .marea/state).")
	private @Nullable Path state;

	@Spec
	@Nullable CommandSpec spec;

	@Override
	public Integer call() throws InterruptedException {
		FleetFile file = FleetFile.read(fleetFile(this.fleet));
		FleetConsole console = new FleetConsole(this.spec.commandLine().getOut());
		Hpa autoscaling = (this.hpa != null) ? Hpa.read(this.hpa, this.name, console::line) : null;
		if (this.name != null && autoscaling == null) {
			throw new UsageError("--name is given without --hpa.");
		}
		String scaled = file.scaled().orElse(null);
		if (autoscaling != null && scaled == null) {
			throw new UsageError("--hpa is given, but no service of the fleet file has scale.");
		}
		if (this.state != null && Files.exists(this.state) && !Files.isDirectory(this.state)) {
			throw new UsageError("--state " + this.state + " is a file; give a folder.");
		}
		Map<String, Map<String, String>> settings = settings(file, this.variant);
		AotTraining training = new AotTraining(file, caches(), postgres(), console::line, new TrainingLoad());
		training.run();
		StateFolder folder = StateFolder.take(stateFolder(this.state), this.fresh);
		console.line("Starting " + file.name() + " on this machine; its logs are in " + folder.logs());
		LocalFleet running = LocalFleet.start(file, folder, postgres(), settings, training.options(), console);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			console.line("");
			console.line("Stopping " + file.name());
			running.close();
			console.line("Stopped. The data is kept in " + folder.data() + "; ./marea up --fresh deletes it.");
		}, "stop"));
		if (!running.awaitReady()) {
			return 0;
		}
		FleetObserver observer = new FleetObserver(running::status, running::listen);
		if (autoscaling != null && scaled != null) {
			Double request = file.service(scaled).cpuRequest();
			Settings timing = Settings.KUBERNETES;
			Autoscaler.start(autoscaling, timing,
					new ScaledFleet(scaled, running, observer, timing.metricWindow(), request), request != null);
		}
		console.line("");
		console.line(file.name() + " is open: " + running.status().url());
		console.line("Ctrl-C stops all of it.");
		new CountDownLatch(1).await();
		return 0;
	}

	static Path fleetFile(@Nullable Path given) {
		if (given != null) {
			return given;
		}
		Path file = Home.folder().resolve("shop").resolve("fleet.yaml");
		if (!Files.isRegularFile(file)) {
			throw new UsageError("there is no " + file + ": the shop is started from a checkout, by ./marea.");
		}
		return file;
	}

	static Path stateFolder(@Nullable Path given) {
		return (given != null) ? given : Home.work().resolve("state");
	}

	/** The folder of the AOT caches. */
	static Path caches() {
		return Home.work().resolve("aot");
	}

	/** The folder of PostgreSQL's programs. */
	static Path postgres() {
		return Home.work().resolve("postgresql");
	}

	static Map<String, Map<String, String>> settings(FleetFile file, @Nullable String variant) {
		if (variant == null) {
			return Map.of();
		}
		Map<String, Map<String, String>> settings = file.variants().get(variant);
		if (settings == null) {
			throw new UsageError("the fleet file has no variant '" + variant + "'; it has "
					+ String.join(", ", file.variants().keySet()) + ".");
		}
		return settings;
	}

}
