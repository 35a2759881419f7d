package dev.marea.e2e.compose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.e2e.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stack of {@code compose.yaml} as a user starts it: with {@code docker compose},
 * with its own project name and port. Closing it removes everything.
 */
final class ComposeStack implements AutoCloseable {

	static final List<String> SERVICES = List.of("gateway-service", "catalog-service", "order-service");

	private static final JsonMapper JSON = new JsonMapper();

	private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	private static final Duration START = Duration.ofMinutes(3);

	private final String project;

	private final int port;

	private ComposeStack(String project, int port) {
		this.project = project;
		this.port = port;
	}

	/** Starts it and waits until everything is healthy. */
	static ComposeStack up(String project) {
		ComposeStack stack = new ComposeStack("marea-" + project, freePort());
		try {
			stack.compose("up", "--detach", "--wait", "--wait-timeout", Long.toString(START.toSeconds()));
			return stack;
		}
		catch (RuntimeException | Error ex) {
			stack.close();
			throw ex;
		}
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	String project() {
		return this.project;
	}

	/** Scales a service as a user does; waits until the instances are healthy. */
	void scale(String service, int instances) {
		compose("up", "--detach", "--wait", "--no-recreate", "--scale", service + "=" + instances);
	}

	/** Ids of the containers of a service, including terminating ones. */
	List<String> containers(String service) {
		return compose("ps", "--quiet", service).lines().toList();
	}

	/** The engine's description of a container or an image. */
	JsonNode inspect(String object) {
		return JSON.readTree(Docker.run("inspect", object)).get(0);
	}

	/** The whole log of a service. */
	String logs(String service) {
		return compose("logs", "--no-color", "--no-log-prefix", service);
	}

	/**
	 * A service's answer to a request from inside the stack: its management ports are not
	 * published.
	 */
	JsonNode ask(String network, String url) {
		return JSON.readTree(Docker.run("run", "--rm", "--network", this.project + "_" + network, Docker.CURL,
				"--silent", "--show-error", "--max-time", "30", url));
	}

	/**
	 * The results of an {@link dev.marea.e2e.attack.Attacker} in a container that differs
	 * from the service's only by its program.
	 */
	Map<String, String> attack(String service, String... attempt) {
		return Attack.said(compose(attacking(service, List.of("--rm"), attempt)));
	}

	/** Starts the attacker and returns its container, which the caller removes. */
	String startAttack(String service, String... attempt) {
		return compose(attacking(service, List.of("--detach"), attempt)).strip();
	}

	private static String[] attacking(String service, List<String> options, String... attempt) {
		List<String> command = new ArrayList<>(List.of("run", "--no-deps", "--no-TTY", "--quiet-pull", "--volume",
				Attack.CLASSES + ":/attack:ro", "--entrypoint", "java"));
		command.addAll(options);
		command.add(service);
		command.addAll(Attack.java(attempt));
		return command.toArray(String[]::new);
	}

	/** Address of a service's container on one of its networks. */
	String address(String service, String network) {
		return inspect(containers(service).getFirst())
			.at("/NetworkSettings/Networks/" + this.project + "_" + network + "/IPAddress")
			.asString();
	}

	/** Asks both services for their invariants. */
	void assertInvariants() {
		for (String url : List.of("http://catalog-service:9081/actuator/invariants",
				"http://order-service:9082/actuator/invariants")) {
			JsonNode answer = ask("shop", url);
			assertThat(answer.get("violations")).as(answer::toString).isEmpty();
			assertThat(answer.get("invariants")).as(answer::toString).isNotEmpty().allMatch(JsonNode::asBoolean);
		}
	}

	/** {@code docker compose} on this stack. */
	String compose(String... arguments) {
		List<String> command = new ArrayList<>(List.of("docker", "compose", "--project-name", this.project, "--file",
				HOME.resolve("compose.yaml").toString()));
		// the protection that bench/protections removes
		String weakened = System.getenv("MAREA_COMPOSE_OVERRIDE");
		if (weakened != null) {
			command.addAll(List.of("--file", weakened));
		}
		command.addAll(List.of(arguments));
		return Command.run(command, (environment) -> {
			environment.put("MAREA_PORT", Integer.toString(this.port));
			// Tests wait for starts, also with engines that do not check more often then.
			environment.put("MAREA_HEALTH_INTERVAL", "3s");
		});
	}

	@Override
	public void close() {
		compose("down", "--volumes", "--remove-orphans", "--timeout", "30");
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
