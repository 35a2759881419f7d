package dev.marea.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.marea.e2e.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The API server refuses unsafe objects in the shop's namespace, for every caller: the
 * namespace and the policy of {@code k8s/}, under their own names. Nothing starts; all
 * requests use {@code --dry-run=server}.
 */
@RequiresCluster
class AdmissionIT {

	private static final String NAMESPACE = "marea-admission";

	private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

	private static final String TRUSTED = "registry.example.com/marea/catalog-service" + DIGEST;

	private static final String RESTRICTED = """
			"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": true, "runAsUser": 65532,
			"seccompProfile": {"type": "RuntimeDefault"}""";

	@BeforeAll
	static void apply() throws IOException {
		kubectl(renamed("namespace.yaml"), "apply", "-f", "-");
		kubectl(renamed("images.yaml"), "apply", "-f", "-");
		kubectl("", "label", "namespace", NAMESPACE, "marea.dev/images=trusted", "--overwrite");
		// The policy takes a moment to be enforced.
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(500))
			.untilAsserted(() -> assertRefused(pod("nginx:1", RESTRICTED, ""), "no digest"));
	}

	@AfterAll
	static void remove() {
		kubectl("", "delete", "validatingadmissionpolicybinding,validatingadmissionpolicy",
				NAMESPACE + "-trusted-images", "--ignore-not-found");
		kubectl("", "delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout", "2m");
	}

	@Test
	void takes_a_restricted_pod_of_an_image_that_is_ours_and_named_by_digest() {
		create(pod(TRUSTED, RESTRICTED, ""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					privileged               | "privileged": true
					allowPrivilegeEscalation | "allowPrivilegeEscalation": true, "capabilities": {"drop": ["ALL"]}
					runAsNonRoot             | "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "runAsUser": 0
					unrestricted capabilities| "allowPrivilegeEscalation": false, "capabilities": {"add": ["SYS_ADMIN"]}
					seccompProfile           | "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": true
					""")
	void refuses_a_container_with_more_rights_than_it_needs(String reason, String settings) {
		assertRefused(pod(TRUSTED, settings, ""), reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			hostPath       | "volumes": [{"name": "host", "hostPath": {"path": "/"}}]
			host namespaces| "hostNetwork": true
			host namespaces| "hostPID": true
			""")
	void refuses_a_pod_that_reaches_for_its_node(String reason, String settings) {
		assertRefused(pod(TRUSTED, RESTRICTED, settings), reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "registry.example.com/marea/catalog-service:1.0.0",
			"registry.example.com/marea/catalog-service", "registry.example.com/marea/catalog-service@sha256:abc" })
	void refuses_an_image_that_may_be_another_tomorrow(String image) {
		assertRefused(pod(image, RESTRICTED, ""), "no digest");
	}

	@ParameterizedTest
	@ValueSource(strings = { "docker.io/library/nginx", "nginx", "registry.example.com/others/catalog-service",
			"registry.example.com.evil.org/marea/catalog-service" })
	void refuses_an_image_from_elsewhere(String image) {
		assertRefused(pod(image + DIGEST, RESTRICTED, ""), "not from a trusted registry");
	}

	@Test
	void refuses_what_would_make_such_a_pod_later() {
		for (String kind : List.of("deployment", "job", "cronjob")) {
			String[] more = kind.equals("cronjob") ? new String[] { "--schedule", "0 * * * *" } : new String[0];
			assertThatExceptionOfType(AssertionError.class).as(kind)
				.isThrownBy(() -> kubectl("",
						Stream.concat(Stream.of("create", kind, "later", "--namespace", NAMESPACE, "--image", "nginx:1",
								"--dry-run=server"), Stream.of(more))
							.toArray(String[]::new)))
				.withMessageContaining("no digest");
		}
	}

	private static void assertRefused(String pod, String reason) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> create(pod)).withMessageContaining(reason);
	}

	private static void create(String pod) {
		kubectl(pod, "create", "--namespace", NAMESPACE, "--dry-run=server", "-f", "-");
	}

	private static String pod(String image, String settings, String more) {
		return """
				{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "attempt"},
				"spec": {"containers": [{"name": "it", "image": "%s", "securityContext": {%s}}]%s}}
				""".formatted(image, settings, more.isEmpty() ? "" : ", " + more);
	}

	private static String renamed(String file) throws IOException {
		return Files.readString(Path.of("../k8s", file))
			.replace("name: marea-trusted-images", "name: " + NAMESPACE + "-trusted-images")
			.replace("policyName: marea-trusted-images", "policyName: " + NAMESPACE + "-trusted-images")
			.replace("name: marea\n", "name: " + NAMESPACE + "\n")
			.replace("namespace: marea\n", "namespace: " + NAMESPACE + "\n");
	}

	private static String kubectl(String input, String... arguments) {
		return Command.run(Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toList(), input);
	}

}
