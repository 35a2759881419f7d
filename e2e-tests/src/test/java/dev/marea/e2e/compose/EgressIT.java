package dev.marea.e2e.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.marea.e2e.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Nobody who runs code in a service gets out with it: neither to the internet nor to the
 * address at which clouds hand out credentials. The outside is a network namespace of
 * this machine, beyond an interface of its host, so that no packet leaves the machine; it
 * knows no way back to the engine's networks but through the host's own address, as the
 * real outside does.
 */
@RequiresImages
class EgressIT {

	static final List<String> SERVICES = ComposeStack.SERVICES;

	private static final String INTERNET = "198.51.100.2:8080";

	/** The address of a task's credentials on Amazon ECS. */
	private static final String METADATA = "169.254.170.2:8081";

	private static final String INTERFACE = "marea-out";

	private static String outside = "";

	private static ComposeStack stack;

	@BeforeAll
	static void start() {
		boolean able = Files.isExecutable(Path.of("/usr/sbin/ip")) && System.getProperty("user.name").equals("root");
		assumeThat(able || "true".equals(System.getenv("CI"))).as("needs Linux, root and iproute2").isTrue();
		outside = Docker
			.run("run", "--detach", "--name", "marea-outside-" + UUID.randomUUID(), "--network", "none", "--user",
					"0:0", "--entrypoint", "sh", Docker.CURL, "-c",
					"for port in 8080 8081; do while :; do nc -l -p $port </dev/null >/dev/null; done & done; wait")
			.strip();
		String pid = Docker.run("inspect", "--format", "{{.State.Pid}}", outside).strip();
		ip("link add %s type veth peer name out netns %s".formatted(INTERFACE, pid));
		for (String[] pair : new String[][] { { "198.51.100.1/30", "198.51.100.2/30" },
				{ "169.254.170.1/30", "169.254.170.2/30" } }) {
			ip("addr add %s dev %s".formatted(pair[0], INTERFACE));
			Command.run(List.of("nsenter", "--target", pid, "--net", "ip", "addr", "add", pair[1], "dev", "out"));
		}
		ip("link set %s up".formatted(INTERFACE));
		Command.run(List.of("nsenter", "--target", pid, "--net", "ip", "link", "set", "out", "up"));
		for (String address : List.of(INTERNET, METADATA)) {
			assertThat(ip("route get " + address.split(":")[0])).as("nothing may leave this machine")
				.contains("dev " + INTERFACE);
		}
		stack = ComposeStack.up("egress");
	}

	@AfterAll
	static void stop() {
		if (stack != null) {
			stack.close();
		}
		if (!outside.isEmpty()) {
			Docker.run("rm", "--force", outside);
		}
	}

	@Test
	void an_ordinary_container_gets_out() {
		String image = stack.inspect(stack.containers("catalog-service").getFirst()).get("Image").asString();
		String[] command = Stream
			.concat(Stream.of("run", "--rm", "--entrypoint", "java", "--volume", Attack.CLASSES + ":/attack:ro", image),
					Attack.java("connect", INTERNET, METADATA).stream())
			.toArray(String[]::new);
		assertThat(Attack.said(Docker.run(command))).containsEntry(INTERNET, "done").containsEntry(METADATA, "done");
	}

	@ParameterizedTest
	@FieldSource("SERVICES")
	void a_service_does_not(String service) {
		assertThat(stack.attack(service, "connect", INTERNET, METADATA)).containsOnlyKeys(INTERNET, METADATA)
			.doesNotContainValue("done");
	}

	private static String ip(String arguments) {
		return Command.run(Stream.concat(Stream.of("ip"), Stream.of(arguments.split(" "))).toList());
	}

}
