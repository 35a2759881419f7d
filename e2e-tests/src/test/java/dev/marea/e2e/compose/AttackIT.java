package dev.marea.e2e.compose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.e2e.Shopper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The abilities of an attacker who runs code in a service. The attacker's container has
 * every setting of the service: {@code docker compose run} with another program.
 */
@RequiresImages
class AttackIT {

	static final List<String> SERVICES = ComposeStack.SERVICES;

	private static final String DONE = "done";

	/**
	 * Operation not permitted: the answer of a seccomp profile to calls that it does not
	 * name.
	 */
	private static final String EPERM = "errno 1";

	private static ComposeStack stack;

	@BeforeAll
	static void start() {
		stack = ComposeStack.up("attack");
	}

	@AfterAll
	static void stop() {
		if (stack != null) {
			stack.close();
		}
	}

	@ParameterizedTest
	@FieldSource("SERVICES")
	void is_an_ordinary_user_without_any_capability(String service) {
		assertThat(stack.attack(service, "identity")).containsEntry("Uid", "65532\t65532\t65532\t65532")
			.containsEntry("Gid", "65532\t65532\t65532\t65532")
			.containsEntry("CapEff", "0000000000000000")
			.containsEntry("CapPrm", "0000000000000000")
			.containsEntry("CapBnd", "0000000000000000");
	}

	@ParameterizedTest
	@FieldSource("SERVICES")
	void cannot_become_another_user(String service) {
		assertThat(stack.attack(service, "become")).containsOnlyKeys("setuid", "setgid").doesNotContainValue(DONE);
	}

	/**
	 * A setuid program, curl owned by root, and a file that only root may read.
	 */
	@Test
	void gains_nothing_from_a_program_that_lends_roots_rights() {
		String image = "marea-setuid:" + UUID.randomUUID();
		Docker.build(image, """
				FROM %s
				USER 0
				RUN cp "$(command -v curl)" /lent && chmod 4755 /lent && echo of-root >/of-root && chmod 600 /of-root
				USER 65532
				ENTRYPOINT ["/lent", "--silent", "file:///of-root"]
				""".formatted(Docker.CURL));
		try {
			assertThat(Docker.run("run", "--rm", image)).as("where nothing forbids it").contains("of-root");
			List<String> settings = stack.inspect(stack.containers("catalog-service").getFirst())
				.at("/HostConfig/SecurityOpt")
				.valueStream()
				.map((option) -> option.asString())
				.filter((option) -> !option.startsWith("seccomp"))
				.flatMap((option) -> Stream.of("--security-opt", option))
				.toList();
			assertThat(Docker
				.attempt(Stream.concat(Stream.of("run", "--rm"), Stream.concat(settings.stream(), Stream.of(image)))
					.toList()))
				.as("with what the service may not")
				.doesNotContain("of-root");
		}
		finally {
			Docker.run("image", "rm", image);
		}
	}

	@ParameterizedTest
	@FieldSource("SERVICES")
	void writes_nothing_but_to_tmp(String service) {
		Map<String, String> written = stack.attack(service, "write", "/", "/app", "/app/libs/service-starter.jar",
				"/etc/passwd", "/home", "/var", "/run/secrets", "/dev/shm", "/tmp");
		assertThat(written).containsEntry("/tmp", DONE);
		written.remove("/tmp");
		// every container has this tmpfs of 64 MB; like /tmp, it is not executable
		written.remove("/dev/shm");
		assertThat(written).hasSize(7).doesNotContainValue(DONE);
	}

	@Test
	void reaches_no_database_from_the_gateway() {
		String address = stack.address("postgres", "data");
		assertThat(stack.attack("catalog-service", "connect", "postgres:5432", address + ":5432"))
			.as("where it is allowed")
			.containsOnly(Map.entry("postgres:5432", DONE), Map.entry(address + ":5432", DONE));
		assertThat(stack.attack("gateway-service", "connect", "postgres:5432", address + ":5432")).hasSize(2)
			.doesNotContainValue(DONE);
	}

	@ParameterizedTest
	@CsvSource({ "gateway-service,issuer.pem signing-key.pem",
			"catalog-service,issuer.pem orders.pem spring.datasource.password",
			"order-service,issuer.pem signing-key.pem spring.datasource.password" })
	void sees_its_own_secrets_and_nobody_elses(String service, String own) {
		assertThat(stack.attack(service, "list", "/run/secrets", "/secrets")).containsEntry("/run/secrets", own)
			.containsEntry("/secrets", "NoSuchFileException");
	}

	@Test
	void every_service_has_secrets_of_its_own() {
		Map<String, Set<String>> values = Map.of("gateway", secrets("gateway"), "order", secrets("order"), "catalog",
				secrets("catalog"));
		assertThat(values.get("gateway")).hasSize(1).doesNotContainAnyElementsOf(values.get("order"));
		assertThat(values.get("order")).hasSize(2).doesNotContainAnyElementsOf(values.get("catalog"));
		assertThat(values.get("catalog")).hasSize(1);
	}

	@Test
	void finds_no_secret_in_an_environment_a_log_a_process_list_or_an_image() {
		new Shopper(stack.url().toString(), "ana").shop("TEA-001");
		Set<String> secrets = Stream.of("gateway", "catalog", "order", "database")
			.flatMap((reader) -> secrets(reader).stream())
			.collect(Collectors.toSet());
		assertThat(secrets).hasSizeGreaterThanOrEqualTo(5).allMatch((secret) -> secret.length() >= 32);
		for (String service : List.of("gateway-service", "catalog-service", "order-service", "postgres", "secrets")) {
			for (String container : stack.compose("ps", "--all", "--quiet", service).lines().toList()) {
				String image = stack.inspect(container).get("Image").asString();
				assertThat(stack.inspect(container).toString()).as("settings of " + service).doesNotContain(secrets);
				assertThat(stack.inspect(image).toString()).as("settings of the image of " + service)
					.doesNotContain(secrets);
				assertThat(Docker.run("history", "--no-trunc", image)).as("history of " + service)
					.doesNotContain(secrets);
				assertThat(stack.logs(service)).as("log of " + service).isNotEmpty().doesNotContain(secrets);
			}
			if (!service.equals("secrets")) {
				assertThat(Docker.run("top", stack.containers(service).getFirst(), "-eo", "pid,args"))
					.as("processes of " + service)
					.doesNotContain(secrets);
			}
		}
	}

	@ParameterizedTest
	@FieldSource("SERVICES")
	void makes_no_call_that_a_service_does_not_need(String service) {
		assertThat(stack.attack(service, "call")).hasSize(6)
			.allSatisfy((call, outcome) -> assertThat(outcome).as(call).isEqualTo(EPERM));
		assertThat(stack.attack(service, "fork").get("fork")).contains("Operation not permitted");
	}

	/** The same attempts with only the engine's profile. */
	@Test
	void would_make_some_of_them_with_the_engines_profile() {
		String image = stack.inspect(stack.containers("catalog-service").getFirst()).get("Image").asString();
		assertThat(Attack.said(Docker.run(Stream
			.concat(Stream.of("run", "--rm", "--network", "none", "--cap-drop", "ALL", "--entrypoint", "java",
					"--volume", Attack.CLASSES + ":/attack:ro", image), Attack.java("call").stream())
			.toArray(String[]::new)))).containsEntry("ptrace", DONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "catalog-service", "order-service" })
	void is_killed_when_it_takes_more_memory_than_it_may_and_the_shop_goes_on(String service) {
		Shopper shopper = new Shopper(stack.url().toString(), "ana");
		String container = stack.startAttack(service, "memory");
		try {
			shopper.shop("TEA-001");
			assertThat(Docker.run("wait", container).strip()).isEqualTo("137");
			assertThat(stack.inspect(container).at("/State/OOMKilled").asBoolean()).isTrue();
			shopper.shop("TEA-001");
			shopper.replay();
			assertNobodyRestarted();
		}
		finally {
			Docker.run("rm", "--force", container);
		}
	}

	@Test
	void gets_no_more_threads_than_it_may_and_the_shop_goes_on() {
		Map<String, String> said = stack.attack("order-service", "threads");
		assertThat(Integer.parseInt(said.get("threads"))).isBetween(50, 200);
		new Shopper(stack.url().toString(), "ana").shop("TEA-001");
		assertNobodyRestarted();
	}

	@Test
	void fills_no_disk_with_its_log() {
		String container = stack.startAttack("catalog-service", "flood", "80");
		try {
			assertThat(Docker.run("wait", container).strip()).isEqualTo("0");
			// Three files of 10 MB in the engine's format, which is longer than the
			// written text.
			assertThat(Docker.run("logs", container).length()).isBetween(10_000_000, 31_000_000);
		}
		finally {
			Docker.run("rm", "--force", container);
		}
	}

	private static void assertNobodyRestarted() {
		for (String service : SERVICES) {
			assertThat(stack.inspect(stack.containers(service).getFirst()).get("RestartCount").asInt()).as(service)
				.isZero();
		}
	}

	/** Passwords, and one line from the middle of each key. */
	private static Set<String> secrets(String reader) {
		String files = Docker.run("run", "--rm", "--user", "0:0", "--network", "none", "--volume",
				stack.project() + "_" + reader + "-secrets:/s:ro", "--entrypoint", "sh", Docker.CURL, "-c",
				"for f in /s/*password /s/signing-key.pem; do [ ! -f $f ] || { sed -n '10p;1{/BEGIN/!p}' $f; echo; }; done");
		return files.lines().filter((line) -> !line.isBlank()).collect(Collectors.toCollection(TreeSet::new));
	}

}
