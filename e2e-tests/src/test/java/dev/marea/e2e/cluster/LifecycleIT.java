package dev.marea.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.e2e.LabRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * From install to uninstall, in this order.
 */
@RequiresCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleIT {

	private static Release release;

	@BeforeAll
	static void install() {
		release = Release.install("marea-lifecycle", Release.AT_ONCE);
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@Test
	@Order(1)
	void an_installed_release_passes_its_own_test_which_places_an_order() {
		assertThat(release.helm("test", Release.NAME, "--logs")).contains("CONFIRMED");
	}

	@Test
	@Order(2)
	void every_pod_is_admitted_as_restricted_and_only_the_gateway_has_a_token() {
		for (String service : Release.SERVICES) {
			// The autoscaler may have added some while the first ones started.
			assertThat(release.pods(service)).hasSizeGreaterThanOrEqualTo(2)
				.allMatch((pod) -> pod.at("/spec/volumes")
					.valueStream()
					.anyMatch((volume) -> volume.has("projected")
							&& volume.at("/projected/sources").toString().contains("serviceAccountToken")) == service
								.equals("gateway-service"));
		}
	}

	@Test
	@Order(3)
	void an_upgrade_keeps_secrets_and_a_rollback_goes_back() {
		String before = release.get("secret", Release.NAME + "-identity").get("data").toString();
		release.upgrade("catalog-service.env.LOGGING_LEVEL_ROOT=warn");
		assertThat(release.get("secret", Release.NAME + "-identity").get("data").toString()).isEqualTo(before);
		assertThat(template()).contains("LOGGING_LEVEL_ROOT");
		release.helm("rollback", Release.NAME, "1", "--wait", "--timeout", "5m");
		assertThat(template()).doesNotContain("LOGGING_LEVEL_ROOT");
	}

	@Test
	@Order(4)
	void a_secret_that_lacks_a_key_gets_it_and_keeps_the_others() {
		JsonNode before = passwords();
		release.kubectl("patch", "secret", Release.NAME + "-database", "--type", "json", "--patch",
				"[{\"op\": \"remove\", \"path\": \"/data/postgres-password\"}]");
		release.upgrade();
		JsonNode after = passwords();
		assertThat(after.get("postgres-password").asString()).isNotEmpty()
			.isNotEqualTo(before.get("postgres-password").asString());
		assertThat(after.get("catalog-password")).isEqualTo(before.get("catalog-password"));
		assertThat(after.get("orders-password")).isEqualTo(before.get("orders-password"));
	}

	/** Both are over in seconds, while the load goes on. */
	@Test
	@Order(5)
	void no_request_and_no_pod_is_lost_by_turning_autoscaling_on_and_by_a_new_version(@TempDir Path folder)
			throws Exception {
		// An autoscaler that has scaled owns the number of instances.
		release.upgradeTo(Release.CHART, "--server-side=true", "--force-conflicts", "--set",
				"catalog-service.autoscaling.enabled=false,catalog-service.replicas=3");
		release.awaitReady("catalog-service", 3);
		Set<String> pods = pods();
		JsonNode deployment = release.get("deployment", Release.NAME + "-catalog-service");
		URI url = release.url();
		try (LabRun run = LabRun.start(folder.resolve("run"), "--url", url.toString(), "--allow-remote", url.getHost(),
				"--scenario", "shop", "--shape", "constant:rate=15/s,for=45s")) {
			await().atMost(Duration.ofSeconds(30)).until(run::isRecording);
			release.upgrade("catalog-service.autoscaling.enabled=true");
			assertThat(release.get("deployment", Release.NAME + "-catalog-service").at("/spec/replicas").asInt())
				.isGreaterThanOrEqualTo(3);
			release.upgradeTo(ofAnotherVersion(folder.resolve("chart")), "--set",
					"global.image.tag=" + deployment.at("/metadata/labels/app.kubernetes.io~1version").asString());
			assertThat(run.isRecording()).isTrue();
			JsonNode summary = run.summary();
			assertThat(summary.get("requests").asLong()).isGreaterThan(500);
			assertThat(summary.get("dropped").asLong()).as(run::output).isZero();
		}
		// An autoscaler may have added some.
		assertThat(pods()).containsAll(pods);
		assertThat(versions()).containsExactly("9.9.9");
		release.assertInvariants();
	}

	@Test
	@Order(6)
	void uninstalling_leaves_the_volume_of_the_database_and_says_so() {
		assertThat(release.helm("uninstall", Release.NAME, "--wait")).contains("postgresql");
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(left()).containsExactly("persistentvolumeclaim/marea-postgresql"));
	}

	@Test
	@Order(7)
	void installing_again_takes_up_that_volume_with_other_passwords() {
		release.installChart(Release.AT_ONCE);
		assertThat(orders()).isPositive();
		assertThat(release.helm("test", Release.NAME, "--logs")).contains("CONFIRMED");
	}

	private static int orders() {
		return Integer
			.parseInt(release
				.kubectl("exec", "statefulset/" + Release.NAME + "-postgresql", "--", "psql", "--username=postgres",
						"--dbname=orders", "--tuples-only", "--no-align", "--command=SELECT count(*) FROM orders")
				.strip());
	}

	private static JsonNode passwords() {
		return release.get("secret", Release.NAME + "-database").get("data");
	}

	/** The uids of all pods that are not terminating. */
	private static Set<String> pods() {
		return Stream.concat(Release.SERVICES.stream(), Stream.of("postgresql"))
			.flatMap((part) -> release.pods(part).stream())
			.map((pod) -> pod.at("/metadata/uid").asString())
			.collect(Collectors.toSet());
	}

	private static Set<String> versions() {
		return release
			.kubectl("get", "deployments,statefulsets", "--output",
					"jsonpath={.items[*].metadata.labels.app\\.kubernetes\\.io/version}")
			.lines()
			.flatMap((line) -> Stream.of(line.split(" ")))
			.collect(Collectors.toSet());
	}

	private static Path ofAnotherVersion(Path chart) throws IOException {
		try (Stream<Path> files = Files.walk(Release.CHART)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path target = chart.resolve(Release.CHART.relativize(file));
				Files.createDirectories(target.getParent());
				Files.copy(file, target);
			}
		}
		for (String file : List.of("Chart.yaml", "charts/service/Chart.yaml")) {
			Path path = chart.resolve(file);
			Files.writeString(path, Files.readString(path).replaceAll("(?m)^( *version|appVersion): .*", "$1: 9.9.9"));
		}
		return chart;
	}

	private static String template() {
		return release.get("deployment", Release.NAME + "-catalog-service").toString();
	}

	private static List<String> left() {
		return release.kubectl("get",
				"all,persistentvolumeclaim,secret,configmap,role,rolebinding,serviceaccount,networkpolicy,poddisruptionbudget,horizontalpodautoscaler,endpointslice",
				"--output", "name")
			.lines()
			.filter((name) -> !name.equals("configmap/kube-root-ca.crt") && !name.equals("serviceaccount/default"))
			.toList();
	}

}
