package dev.marea.e2e.image;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Capability;
import dev.marea.e2e.compose.RequiresImages;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * An image in a hardened container: read-only, without capabilities, within 256 MiB. The
 * gateway represents the three services, which share base and entry point; it needs no
 * database.
 */
@RequiresImages
class ImageRunIT {

	private static final int HTTP = 8080;

	private static final int MANAGEMENT = 9080;

	private static final String ROUTES = "SPRING_CLOUD_GATEWAY_SERVER_WEBMVC_ROUTESMAP_";

	/** The drain delay is 3 s; nothing is under way. */
	private static final int GRACE_SECONDS = 20;

	private static final long MEBIBYTE = 1024 * 1024;

	private final DockerClient docker = DockerClientFactory.instance().client();

	@Test
	void starts_on_a_read_only_root_and_ends_by_SIGTERM_with_143() {
		try (GenericContainer<?> gateway = gateway(Map.of(), List.of())) {
			gateway.start();
			this.docker.stopContainerCmd(gateway.getContainerId()).withTimeout(GRACE_SECONDS).exec();
			ContainerState state = this.docker.inspectContainerCmd(gateway.getContainerId()).exec().getState();
			assertThat(state.getExitCodeLong()).as(gateway.getLogs()).isEqualTo(143);
			assertThat(state.getOOMKilled()).isFalse();
		}
	}

	@Test
	void takes_options_from_JAVA_TOOL_OPTIONS() throws Exception {
		try (GenericContainer<?> gateway = gateway(Map.of("JAVA_TOOL_OPTIONS", "-Dmarea.instance=named-by-options"),
				List.of())) {
			gateway.start();
			assertThat(servedBy(gateway)).isEqualTo("named-by-options");
		}
	}

	@Test
	void takes_its_classes_from_the_cache() {
		assumeThat(SavedImage.of(Names.of("gateway-service")).files().keySet()).as("built with an AOT cache")
			.anyMatch((file) -> file.endsWith(".aot"));
		try (GenericContainer<?> gateway = gateway(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load"), List.of())) {
			gateway.start();
			assertThat(sourceOfMainClass(gateway)).startsWith("shared objects file");
		}
	}

	@Test
	void starts_without_the_cache_that_it_names() {
		List<String> entrypoint = SavedImage.of(Names.of("gateway-service"))
			.entrypoint()
			.stream()
			.map((option) -> option.replaceFirst("(-XX:AOTCache=/app/aot/).*", "$1of-other-jars.aot"))
			.toList();
		try (GenericContainer<?> gateway = gateway(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load"), entrypoint)) {
			gateway.start();
			assertThat(sourceOfMainClass(gateway)).startsWith("file:/app/");
		}
	}

	/**
	 * Spring evaluates conditions when the image is built, so a service that is named
	 * only at run time must not depend on one.
	 */
	@Test
	void takes_a_route_to_a_service_that_was_unknown_when_the_image_was_built() throws Exception {
		Map<String, String> routes = Map.of(ROUTES + "MIRROR_URI", "http://mirror-service",
				ROUTES + "MIRROR_PREDICATES_0", "Path=/mirror/**", ROUTES + "MIRROR_FILTERS_0",
				"MapPath=/mirror, /storefront", ROUTES + "MIRROR_METADATA_PUBLIC", "GET", ROUTES + "CLOSED_URI",
				"http://mirror-service", ROUTES + "CLOSED_PREDICATES_0", "Path=/closed/**",
				"MAREA_DISCOVERY_FIXED_MIRRORSERVICE", "http://mirror:8080", "MAREA_INSTANCE", "outer");
		try (Network network = Network.newNetwork();
				GenericContainer<?> mirror = gateway(Map.of("MAREA_INSTANCE", "inner"), List.of()).withNetwork(network)
					.withNetworkAliases("mirror");
				GenericContainer<?> gateway = gateway(routes, List.of()).withNetwork(network)) {
			mirror.start();
			gateway.start();
			HttpResponse<Void> response = get(gateway, "/mirror/main.js");
			assertThat(response.statusCode()).as(gateway.getLogs()).isEqualTo(200);
			assertThat(response.headers().firstValue("Served-By")).hasValue("inner, outer");
			assertThat(get(gateway, "/closed/main.js").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void has_a_lab_that_makes_load_in_a_container() throws Exception {
		String scenario = "requests: [{ name: home, path: / }]";
		try (Network network = Network.newNetwork();
				GenericContainer<?> gateway = gateway(Map.of(), List.of()).withNetwork(network)
					.withNetworkAliases("gateway");
				GenericContainer<?> lab = lab("run", "--url", "http://gateway:8080", "--allow-remote", "gateway",
						"--scenario", "/tmp/home.yaml", "--shape", "constant:rate=20/s,for=3s", "--slo",
						"p99=1s,errors=0%")
					.withNetwork(network)
					.withCopyToContainer(Transferable.of(scenario), "/tmp/home.yaml")) {
			gateway.start();
			lab.start();
			assertThat(exitCode(lab)).as(lab.getLogs()).isZero();
			assertThat(lab.getLogs()).contains("/app/.marea/runs/");
		}
	}

	@Test
	void has_a_lab_that_says_what_up_and_demo_need() {
		for (String command : List.of("up", "demo")) {
			try (GenericContainer<?> lab = lab(command)) {
				lab.start();
				assertThat(lab.getLogs()).contains("checkout");
				assertThat(exitCode(lab)).isEqualTo(2);
			}
		}
	}

	private static GenericContainer<?> gateway(Map<String, String> environment, List<String> entrypoint) {
		return new GenericContainer<>(DockerImageName.parse(Names.of("gateway-service"))).withEnv(environment)
			.withExposedPorts(HTTP, MANAGEMENT)
			.withTmpFs(Map.of("/tmp", "rw,mode=1777,size=64m"))
			.withCreateContainerCmdModifier((command) -> {
				if (!entrypoint.isEmpty()) {
					command.withEntrypoint(entrypoint);
				}
				command.getHostConfig()
					.withReadonlyRootfs(true)
					.withCapDrop(Capability.ALL)
					.withSecurityOpts(List.of("no-new-privileges"))
					.withMemory(256 * MEBIBYTE);
			})
			.waitingFor(Wait.forHttp("/actuator/health/liveness")
				.forPort(MANAGEMENT)
				.withStartupTimeout(Duration.ofMinutes(2)));
	}

	private static GenericContainer<?> lab(String... arguments) {
		return new GenericContainer<>(DockerImageName.parse(Names.of("scaling-lab"))).withCommand(arguments)
			.withStartupCheckStrategy(new Ended().withTimeout(Duration.ofMinutes(1)));
	}

	private long exitCode(GenericContainer<?> container) {
		return this.docker.inspectContainerCmd(container.getContainerId()).exec().getState().getExitCodeLong();
	}

	private static String servedBy(GenericContainer<?> gateway) throws IOException, InterruptedException {
		return get(gateway, "/").headers().firstValue("Served-By").orElse("");
	}

	private static HttpResponse<Void> get(GenericContainer<?> gateway, String path)
			throws IOException, InterruptedException {
		URI uri = URI.create("http://" + gateway.getHost() + ":" + gateway.getMappedPort(HTTP) + path);
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
		}
	}

	/** The source of the service's main class, as the JVM reports it. */
	private static String sourceOfMainClass(GenericContainer<?> gateway) {
		return gateway.getLogs()
			.lines()
			.filter((line) -> line.contains(" dev.marea.gateway.GatewayApplication source: "))
			.map((line) -> line.replaceFirst(".* source: ", ""))
			.findFirst()
			.orElseThrow();
	}

	/** Waits for a container's end, whatever its exit code. */
	private static final class Ended extends StartupCheckStrategy {

		@Override
		public StartupStatus checkStartupState(DockerClient docker, String container) {
			boolean ended = "exited".equals(docker.inspectContainerCmd(container).exec().getState().getStatus());
			return ended ? StartupStatus.SUCCESSFUL : StartupStatus.NOT_YET_KNOWN;
		}

	}

}
