package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import dev.marea.lab.cli.Failure;

/**
 * Trains the AOT caches of a fleet's services. A small fleet with its own database serves
 * real requests; later JVMs start from its recordings.
 */
public final class AotTraining {

	/** A recording JVM writes its recording when it stops. */
	private static final Duration GRACE = Duration.ofMinutes(3);

	/** Recording slows a start, and every service starts at the same time. */
	private static final Duration STARTING = Duration.ofMinutes(15);

	private static final int AT_ONCE = 2;

	private final FleetFile fleet;

	private final Path folder;

	private final Path postgres;

	private final Consumer<String> progress;

	private final Requests requests;

	/**
	 * @param folder where the caches are kept
	 * @param postgres the folder for PostgreSQL's programs
	 * @param progress receives a sentence about every step
	 */
	public AotTraining(FleetFile fleet, Path folder, Path postgres, Consumer<String> progress, Requests requests) {
		this.fleet = fleet;
		this.folder = folder;
		this.postgres = postgres;
		this.progress = progress;
		this.requests = requests;
	}

	/**
	 * By service, the JVM options for a start from its cache, if there is one.
	 */
	public Map<String, List<String>> options() {
		Map<String, List<String>> options = new LinkedHashMap<>();
		caches().stream()
			.filter(AotCache::exists)
			.forEach((cache) -> options.put(cache.service(), List.of("-XX:AOTCache=" + cache.file())));
		return options;
	}

	/** Trains missing caches. A fleet also starts without caches, but slower. */
	public void run() throws InterruptedException {
		List<AotCache> missing = caches().stream().filter((cache) -> !cache.exists()).toList();
		if (missing.isEmpty() || this.fleet.training() == null) {
			return;
		}
		long begun = System.nanoTime();
		this.progress.accept("Training the start-up caches of "
				+ String.join(", ", missing.stream().map(AotCache::service).toList()) + ", once for each build");
		try {
			Files.createDirectories(this.folder);
			StateFolder state = StateFolder.take(this.folder.resolve("training"), true);
			record(missing, state);
			create(missing, state);
			for (AotCache cache : missing) {
				cache.deleteOthers();
			}
			this.progress.accept(String.format(Locale.ROOT, "  trained in %.0f s", (System.nanoTime() - begun) / 1e9));
		}
		catch (Failure | IOException ex) {
			this.progress.accept("  no caches, the services start slower: " + ex.getMessage());
		}
	}

	private List<AotCache> caches() {
		JarDigests digests = JarDigests.open(this.folder);
		List<AotCache> caches = new ArrayList<>();
		this.fleet.services().forEach((service, spec) -> {
			if (spec.aot() && spec.jar() != null) {
				Path jar = this.fleet.resolve(spec.jar());
				if (!Files.isRegularFile(jar)) {
					throw new Failure(jar + " is not there; build it first, as ./marea does.");
				}
				caches.add(AotCache.of(service, this.folder, jar, options(spec), digests));
			}
		});
		try {
			digests.save();
		}
		catch (IOException ex) {
			throw new Failure(this.folder + " cannot be written: " + ex.getMessage(), ex);
		}
		return caches;
	}

	private List<String> options(ServiceSpec spec) {
		List<String> options = new ArrayList<>(this.fleet.java());
		options.addAll(spec.java());
		return options;
	}

	private void record(List<AotCache> caches, StateFolder state) throws InterruptedException {
		Map<String, List<String>> options = new LinkedHashMap<>();
		for (AotCache cache : caches) {
			options.put(cache.service(),
					List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + cache.configuration()));
		}
		TrainingSpec training = java.util.Objects.requireNonNull(this.fleet.training());
		try (LocalFleet running = LocalFleet.start(this.fleet.withPatience(STARTING, GRACE), state, this.postgres,
				Map.of(), options, (event) -> {
				})) {
			this.progress.accept("  starting one instance of each");
			if (!running.awaitReady()) {
				return;
			}
			this.progress.accept("  sending requests for " + training.lasting().toSeconds() + " s");
			this.requests.send(running.status().url(), this.fleet.resolve(training.scenario()), training.lasting());
			this.progress.accept("  writing their recordings");
		}
	}

	private void create(List<AotCache> caches, StateFolder state) throws InterruptedException, IOException {
		try (Reaper reaper = Reaper.start(state.log("reaper"));
				ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
			List<Future<?>> creations = new ArrayList<>();
			for (AotCache cache : caches) {
				creations.add(threads.submit(() -> create(cache, state, reaper)));
			}
			for (Future<?> creation : creations) {
				creation.get();
			}
		}
		catch (java.util.concurrent.ExecutionException ex) {
			throw new Failure(String.valueOf(ex.getCause().getMessage()), ex);
		}
	}

	private Path create(AotCache cache, StateFolder state, Reaper reaper) throws InterruptedException, IOException {
		Path log = state.log("create-" + cache.service());
		if (!Files.exists(cache.configuration())) {
			throw new Failure(cache.service() + " wrote no recording of its training; its logs are in " + state.logs());
		}
		ServiceSpec spec = this.fleet.service(cache.service());
		Path fresh = cache.file().resolveSibling(cache.file().getFileName() + ".new");
		List<String> command = new ArrayList<>(List.of(Launcher.java().toString()));
		command.addAll(options(spec));
		command.addAll(List.of("-Xmx512m", "-XX:AOTMode=create", "-XX:AOTConfiguration=" + cache.configuration(),
				"-XX:AOTCache=" + fresh, "-jar", this.fleet.resolve(String.valueOf(spec.jar())).toString()));
		Process process = GatedProcess.start("create-" + cache.service(), new ProcessBuilder(command), log, reaper);
		if (process.waitFor() != 0 || !Files.exists(fresh)) {
			throw new Failure("the cache of " + cache.service() + " could not be made; the log is " + log);
		}
		Files.delete(cache.configuration());
		this.progress.accept("  " + cache.service() + " is done");
		return Files.move(fresh, cache.file(), StandardCopyOption.ATOMIC_MOVE);
	}

	/** Sends the requests of a training. */
	public interface Requests {

		/**
		 * Sends them and waits for their end.
		 * @param url the fleet's address
		 */
		void send(String url, Path scenario, Duration lasting) throws InterruptedException;

	}

}
