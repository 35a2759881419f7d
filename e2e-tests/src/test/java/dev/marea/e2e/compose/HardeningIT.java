package dev.marea.e2e.compose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * Checks every container of the running stack against sections 4 and 5 of the CIS Docker
 * Benchmark, in the order of docker-bench-security. A check that does not apply to a
 * container is an exception with its reason.
 */
@RequiresImages
class HardeningIT {

	/** Check and service, and why it is not met. */
	private static final Map<String, String> EXCEPTIONS = Map.of("4.1 postgres",
			"The public image starts as root to prepare volumes; the stack runs it as 999 (5.x user)", "4.6 postgres",
			"The public image has none; the stack gives it one");

	private static ComposeStack stack;

	@BeforeAll
	static void start() {
		stack = ComposeStack.up("hardening");
	}

	@AfterAll
	static void stop() {
		if (stack != null) {
			stack.close();
		}
	}

	@TestFactory
	Stream<DynamicNode> every_container_is_run_as_the_benchmark_asks() {
		return Stream.of("gateway-service", "catalog-service", "order-service", "postgres").map((service) -> {
			JsonNode container = stack.inspect(stack.containers(service).getFirst());
			JsonNode image = stack.inspect(container.get("Image").asString());
			List<DynamicNode> tests = new ArrayList<>();
			checks().forEach((name, check) -> {
				String exception = EXCEPTIONS.get(name.split(" ")[0] + " " + service);
				if (exception == null) {
					tests.add(dynamicTest(name,
							() -> assertThat(check.test(new Subject(service, container, image)))
								.as("%s of %s: %s", name, service, container.get("HostConfig"))
								.isTrue()));
				}
			});
			return dynamicContainer(service, tests);
		});
	}

	/**
	 * Plus one for a check that all containers pass, minus one for any other, as
	 * docker-bench-security counts sections 4 and 5. Checks of the machine count as
	 * failed. SELinux counts as passed with any security option, as in that tool.
	 */
	@Test
	void scores_what_docker_bench_security_would_give() {
		List<Subject> subjects = Stream.of("gateway-service", "catalog-service", "order-service", "postgres")
			.map((service) -> stack.inspect(stack.containers(service).getFirst()))
			.map((container) -> new Subject("", container, stack.inspect(container.get("Image").asString())))
			.toList();
		long passed = checks().entrySet()
			.stream()
			.filter((check) -> check.getKey().startsWith("5."))
			// counted by us, not by it
			.filter((check) -> !check.getKey().startsWith("5.2 "))
			.filter((check) -> subjects.stream().allMatch(check.getValue()))
			.count();
		long further = Stream
			.of(subjects.stream().allMatch((it) -> isOrdinary(it.container().at("/Config/User"))),
					subjects.stream().allMatch((it) -> it.securityOptions().findAny().isPresent()),
					Docker.run("info", "--format", "{{.Swarm.LocalNodeState}}").strip().equals("inactive"))
			.mapToInt((holds) -> holds ? 1 : -1)
			.sum();
		long againstUs = Stream.of("4.5 content trust", "4.6 HEALTHCHECK in every image", "5.1 AppArmor").count();
		assertThat(passed + further - againstUs).isGreaterThanOrEqualTo(23);
	}

	private static Map<String, Predicate<Subject>> checks() {
		Map<String, Predicate<Subject>> checks = new java.util.LinkedHashMap<>();
		checks.put("4.1 the image has a user that is not root", (it) -> isOrdinary(it.image().at("/Config/User")));
		checks.put("4.6 the image or the stack has a health check",
				(it) -> it.container().at("/Config/Healthcheck/Test").size() > 1);
		checks.put("4.10 no secret is in the image's environment", (it) -> noSecretIn(it.image().at("/Config/Env")));
		checks.put("5.2 the container runs as an ordinary user", (it) -> isOrdinary(it.container().at("/Config/User")));
		checks.put("5.3 capabilities are dropped",
				(it) -> Stream.of(it.host("CapDrop")).anyMatch((drop) -> drop.toString().equals("[\"ALL\"]"))
						&& isEmpty(it.host("CapAdd")));
		checks.put("5.4 it is not privileged", (it) -> !it.host("Privileged").asBoolean());
		checks.put("5.5 no sensitive host directory is mounted",
				(it) -> it.mounts()
					.noneMatch((mount) -> mount.get("Type").asString().equals("bind") && List
						.of("/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr", "/var/run/docker.sock")
						.contains(mount.get("Source").asString())));
		checks.put("5.6 no ssh server runs in it",
				(it) -> !Docker.run("top", it.container().get("Id").asString(), "-eo", "pid,args").contains("sshd"));
		checks.put("5.7 no privileged port is used", (it) -> it.published().allMatch((port) -> port >= 1024));
		checks.put("5.9 the host's network is not shared", (it) -> !it.host("NetworkMode").asString().equals("host"));
		checks.put("5.10 memory is limited", (it) -> it.host("Memory").asLong() > 0);
		checks.put("5.11 CPU shares are set", (it) -> it.host("CpuShares").asLong() > 0);
		checks.put("5.12 the root file system is read-only", (it) -> it.host("ReadonlyRootfs").asBoolean());
		checks.put("5.13 ports are published on the loopback address alone",
				(it) -> it.container()
					.at("/HostConfig/PortBindings")
					.valueStream()
					.flatMap(JsonNode::valueStream)
					.allMatch((binding) -> binding.get("HostIp").asString().equals("127.0.0.1")));
		checks.put("5.14 it is restarted on failure, five times at most",
				(it) -> it.host("RestartPolicy").get("Name").asString().equals("on-failure")
						&& it.host("RestartPolicy").get("MaximumRetryCount").asInt() == 5);
		checks.put("5.15 the host's processes are not shared", (it) -> !it.host("PidMode").asString().equals("host"));
		checks.put("5.16 the host's IPC is not shared", (it) -> !it.host("IpcMode").asString().equals("host"));
		checks.put("5.17 no host device is exposed", (it) -> isEmpty(it.host("Devices")));
		checks.put("5.19 no mount is shared",
				(it) -> it.mounts().noneMatch((mount) -> mount.path("Propagation").asString().contains("shared")));
		checks.put("5.20 the host's UTS namespace is not shared",
				(it) -> !it.host("UTSMode").asString().equals("host"));
		checks.put("5.21 a seccomp profile is on, the engine's or a narrower one", (it) -> it.securityOptions()
			.noneMatch((option) -> option.equals("seccomp:unconfined") || option.equals("seccomp=unconfined")));
		checks.put("5.24 its cgroup is the engine's choice", (it) -> it.host("CgroupParent").asString("").isEmpty());
		checks.put("5.25 no new privileges can be had",
				(it) -> it.securityOptions().anyMatch((option) -> option.startsWith("no-new-privileges")));
		checks.put("5.26 its health is checked",
				(it) -> it.container().at("/State/Health/Status").asString().equals("healthy"));
		checks.put("5.28 the number of processes is limited", (it) -> it.host("PidsLimit").asLong() > 0);
		checks.put("5.29 it is not on the default bridge",
				(it) -> !it.container().at("/NetworkSettings/Networks").has("bridge"));
		checks.put("5.30 the host's users are not shared", (it) -> !it.host("UsernsMode").asString().equals("host"));
		checks.put("5.31 the engine's socket is not mounted",
				(it) -> it.mounts().noneMatch((mount) -> mount.get("Source").asString().endsWith("docker.sock")));
		return checks;
	}

	private static boolean isOrdinary(JsonNode user) {
		String name = user.asString("").split(":")[0];
		return !name.isEmpty() && !name.equals("0") && !name.equals("root");
	}

	private static boolean isEmpty(JsonNode list) {
		return list.isNull() || list.isMissingNode() || list.isEmpty();
	}

	private static boolean noSecretIn(JsonNode environment) {
		return environment.valueStream()
			.map((variable) -> variable.asString().split("=")[0].toUpperCase(java.util.Locale.ROOT))
			.noneMatch((name) -> Arrays.asList("PASSWORD", "SECRET", "TOKEN", "KEY").stream().anyMatch(name::endsWith));
	}

	/**
	 * A container of the stack, and its image.
	 */
	private record Subject(String service, JsonNode container, JsonNode image) {

		JsonNode host(String field) {
			return this.container.get("HostConfig").get(field);
		}

		Stream<JsonNode> mounts() {
			return this.container.get("Mounts").valueStream();
		}

		Stream<String> securityOptions() {
			return host("SecurityOpt").valueStream().map(JsonNode::asString);
		}

		Stream<Integer> published() {
			return this.container.at("/HostConfig/PortBindings")
				.valueStream()
				.flatMap(JsonNode::valueStream)
				.map((binding) -> Integer.valueOf(binding.get("HostPort").asString()));
		}

	}

}
