package dev.marea.e2e.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * From install to uninstall, in this order.
 */
@RequiresCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleIT {

	/**
	 * With autoscaling, but starts cost CPU, and on a small machine each new instance
	 * would bring the next.
	 */
	private static final String[] VALUES = Stream
		.concat(Stream.of(Release.AT_ONCE),
				Release.SERVICES.stream().map((service) -> service + ".autoscaling.maxReplicas=2"))
		.toArray(String[]::new);

	private static Release release;

	@BeforeAll
	static void install() {
		release = Release.install("marea-lifecycle", VALUES);
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

	@Test
	@Order(5)
	void uninstalling_leaves_the_volume_of_the_database_and_says_so() {
		assertThat(release.helm("uninstall", Release.NAME, "--wait")).contains("postgresql");
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(left()).containsExactly("persistentvolumeclaim/marea-postgresql"));
	}

	@Test
	@Order(6)
	void installing_again_takes_up_that_volume_with_other_passwords() {
		release.installChart(VALUES);
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
