package dev.marea.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.lab.cli.Marea;
import dev.marea.lab.fleet.FleetStatus;
import dev.marea.lab.fleet.FleetStatus.Member;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The packaged shop on this machine: {@code marea up} as its own process, with the shop's
 * fleet file and two instances of the catalog and of orders.
 */
final class Shop implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(3);

	private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	private static final List<String> SERVICES = List.of("catalog-service", "order-service", "gateway-service");

	private final Path state;

	private final Process lab;

	private Shop(Path state, Process lab) {
		this.state = state;
		this.lab = lab;
	}

	static Shop start(Path folder) throws IOException, InterruptedException {
		Path output = folder.resolve("up.out");
		Path state = folder.resolve("state");
		Process lab = new ProcessBuilder(java(), "-Dmarea.home=" + HOME, "-cp", System.getProperty("java.class.path"),
				Marea.class.getName(), "up", "--fleet", fleetFile(folder).toString(), "--state", state.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		Shop shop = new Shop(state, lab);
		try {
			await().atMost(START).pollInterval(Duration.ofMillis(200)).until(() -> {
				assertThat(lab.isAlive()).as(() -> read(output)).isTrue();
				return read(output).contains("is open");
			});
			shop.awaitReady();
			return shop;
		}
		catch (RuntimeException | Error ex) {
			shop.close();
			throw ex;
		}
	}

	/** Waits until each service has as many instances as it should, and all are ready. */
	void awaitReady() {
		await().atMost(START).pollInterval(Duration.ofMillis(200)).until(() -> {
			FleetStatus status = status();
			return status.ready("catalog-service").size() == 2 && status.ready("order-service").size() == 2
					&& status.ready("gateway-service").size() == 1;
		});
	}

	FleetStatus status() {
		return FleetStatus.read(this.state);
	}

	String url() {
		String url = status().url();
		return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
	}

	/** Kills one of the service's instances, as the kernel does when memory is short. */
	void kill(String service) {
		Member victim = status().ready(service).getFirst();
		long pid = java.util.Objects.requireNonNull(victim.pid());
		assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
	}

	/** Addresses of the invariants of every service that has some. */
	List<String> invariants() {
		return Stream.of("catalog-service", "order-service")
			.map((service) -> java.util.Objects.requireNonNull(status().ready(service).getFirst().invariants()))
			.toList();
	}

	@Override
	public void close() throws InterruptedException {
		this.lab.destroy();
		if (!this.lab.waitFor(60, TimeUnit.SECONDS)) {
			this.lab.destroyForcibly();
		}
	}

	/** The shop's own, on the jars that this build packaged. */
	private static Path fleetFile(Path folder) throws IOException, InterruptedException {
		YAMLMapper yaml = new YAMLMapper();
		ObjectNode fleet = (ObjectNode) yaml.readTree(Files.readString(HOME.resolve("shop/fleet.yaml")));
		// The variants use values that the demo chooses.
		fleet.remove(List.of("training", "demo", "variants"));
		// Which needs jars that were built for it, as ./marea builds them.
		ArrayNode java = (ArrayNode) fleet.get("java");
		java.removeIf((option) -> option.asString().startsWith("-Dspring.aot"));
		ObjectNode services = (ObjectNode) fleet.get("services");
		for (String service : SERVICES) {
			((ObjectNode) services.get(service)).put("jar", extracted(service, folder).toString())
				.put("aot", false)
				.remove(List.of("scale", "port"));
		}
		((ObjectNode) services.get("catalog-service")).put("replicas", 2);
		((ObjectNode) services.get("order-service")).put("replicas", 2);
		return Files.writeString(folder.resolve("fleet.yaml"), yaml.writeValueAsString(fleet));
	}

	private static Path extracted(String service, Path folder) throws IOException, InterruptedException {
		Path target = HOME.resolve(service).resolve("target");
		Path jar;
		try (Stream<Path> files = Files.list(target)) {
			jar = files.filter((file) -> file.getFileName().toString().matches(service + "-[0-9].*\\.jar"))
				.findFirst()
				.orElseThrow(() -> new AssertionError("No packaged jar in " + target));
		}
		Path app = folder.resolve("apps").resolve(service);
		Process extract = new ProcessBuilder(java(), "-Djarmode=tools", "-jar", jar.toString(), "extract",
				"--destination", app.toString())
			.inheritIO()
			.start();
		assertThat(extract.waitFor()).isZero();
		return app.resolve(jar.getFileName());
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
