package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.marea.e2e.chart.Chart.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What an upgrade makes of a release that runs: it replaces no pod without need, and
 * keeps secrets and the number of instances.
 */
@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
class UpgradeTests {

	private static final String AUTOSCALED = "{\"metadata\": {\"managedFields\": [%s]}, \"spec\": {\"replicas\": 4}}";

	private ApiServer cluster;

	@BeforeEach
	void start() {
		this.cluster = new ApiServer();
	}

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	@Test
	void another_version_with_the_same_images_leaves_all_pods_as_they_are(@TempDir Path chart) throws IOException {
		Chart.copy(chart);
		for (String file : new String[] { "Chart.yaml", "charts/service/Chart.yaml" }) {
			Path path = chart.resolve(file);
			Files.writeString(path, Files.readString(path).replaceAll("(?m)^( *version|appVersion): .*", "$1: 9.9.9"));
		}
		Map<String, String> values = Map.of("global.image.tag", "v1", "global.rateLimit.requests", "1",
				"global.rateLimit.store.enabled", "true", "lab.enabled", "true");
		Map<String, JsonNode> before = templates(Chart.render(values));
		assertThat(before).hasSize(6);
		assertThat(templates(Chart.render(chart, values))).isEqualTo(before);
	}

	/** The number of pods must not fall to 1 while the autoscaler has not scaled yet. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			helm named it, server-side          | helm,Apply,     |              | 4
			helm named it, client-side          | helm,Update,    |              | 4
			the autoscaler has scaled since     | helm,Apply,-    | kube,Update,scale | ''
			client-side, and it has scaled since | helm,Update,-   | kube,Update,scale | ''
			nobody named it                     | helm,Apply,-    |              | ''
			""")
	void the_first_upgrade_with_autoscaling_keeps_the_present_number(String what, String helm, String other,
			String expected) {
		this.cluster.put("apps/v1", "Deployment", "catalog-service",
				AUTOSCALED.formatted(managed(helm) + ((other != null) ? "," + managed(other) : "")));
		assertThat(replicas(Chart.upgrade(this.cluster, Map.of()))).isEqualTo(expected);
	}

	/** Client-side apply resets a field that the last manifest had and this one lacks. */
	@Test
	void a_number_that_was_named_stays_named_with_client_side_apply() {
		this.cluster.put("apps/v1", "Deployment", "catalog-service", """
				{"metadata": {"annotations": {"marea.dev/names-replicas": "true"}, "managedFields": [%s, %s]},
				"spec": {"replicas": 5}}""".formatted(managed("helm,Update,-"), managed("kube,Update,scale")));
		Objects objects = Chart.upgrade(this.cluster, Map.of());
		assertThat(replicas(objects)).isEqualTo("5");
		assertThat(objects.one("Deployment", "catalog-service")
			.at("/metadata/annotations/marea.dev~1names-replicas")
			.asString()).isEqualTo("true");
	}

	@Test
	void a_fixed_number_is_what_the_values_say() {
		this.cluster.put("apps/v1", "Deployment", "catalog-service", AUTOSCALED.formatted(managed("helm,Apply,")));
		assertThat(replicas(Chart.upgrade(this.cluster,
				Map.of("catalog-service.autoscaling.enabled", false, "catalog-service.replicas", 3))))
			.isEqualTo("3");
	}

	/** Helm creates the new autoscaler before it deletes the old one. */
	@Test
	void the_two_autoscalers_may_exist_side_by_side_for_a_moment() {
		JsonNode own = Chart.render().one("HorizontalPodAutoscaler", "catalog-service");
		assertThat(own.at("/metadata/annotations/validations.keda.sh~1hpa-ownership").asString()).isEqualTo("false");
		JsonNode keda = Chart.render(Map.of("catalog-service.autoscaling.requests.enabled", true))
			.one("ScaledObject", "catalog-service");
		assertThat(keda.at("/spec/advanced/horizontalPodAutoscalerConfig/name").asString()).isNotEmpty()
			.isNotEqualTo(own.at("/metadata/name").asString());
		assertThat(keda.at("/spec/advanced").has("restoreToOriginalReplicaCount")).isFalse();
	}

	@Test
	void a_secret_that_lacks_a_key_gets_it_and_keeps_the_others() {
		this.cluster.put("v1", "Secret", "database", """
				{"metadata": {"annotations": {"marea.dev/revision": "7"}},
				"data": {"postgres-password": "YQ==", "catalog-password": "Yg==", "mine": "Yw=="}}""");
		this.cluster.put("v1", "Secret", "identity", """
				{"metadata": {"annotations": {"marea.dev/revision": "7"}},
				"data": {"issuer.key": "YQ==", "issuer.pem": "Yg==", "orders.key": "Yw=="}}""");
		Objects objects = Chart.upgrade(this.cluster, Map.of());
		JsonNode database = objects.one("Secret", "database");
		assertThat(database.at("/data/postgres-password").asString()).isEqualTo("YQ==");
		assertThat(database.at("/data/catalog-password").asString()).isEqualTo("Yg==");
		assertThat(database.at("/data/mine").asString()).isEqualTo("Yw==");
		assertThat(database.at("/data/orders-password").asString()).isNotEmpty();
		assertThat(database.at("/metadata/annotations/marea.dev~1revision").asString()).isEqualTo("7");
		JsonNode identity = objects.one("Secret", "identity");
		assertThat(identity.at("/data/issuer.key").asString()).isEqualTo("YQ==");
		// A private key without its public key is of no use.
		assertThat(identity.at("/data/orders.key").asString()).isNotEmpty().isNotEqualTo("Yw==");
		assertThat(identity.at("/data/orders.pem").asString()).isNotEmpty();
	}

	@Test
	void a_renewed_key_restarts_its_readers_and_no_others() {
		String secret = """
				{"metadata": {"annotations": {"marea.dev/revision": "7"}}, "data": {%s}}""";
		String all = "\"postgres-password\": \"YQ==\", \"catalog-password\": \"Yg==\", \"orders-password\": \"Yw==\"";
		this.cluster.put("v1", "Secret", "database", secret.formatted(all));
		Map<String, JsonNode> before = templates(Chart.upgrade(this.cluster, Map.of()));
		this.cluster.put("v1", "Secret", "database",
				secret.formatted(all.replace(", \"orders-password\": \"Yw==\"", "")));
		Map<String, JsonNode> after = templates(Chart.upgrade(this.cluster, Map.of()));
		assertThat(after.get("marea-catalog-service")).isEqualTo(before.get("marea-catalog-service"));
		assertThat(after.get("marea-order-service")).isNotEqualTo(before.get("marea-order-service"));
		assertThat(after.get("marea-postgresql")).isNotEqualTo(before.get("marea-postgresql"));
		// The next upgrade finds the key, and the revision that made it.
		this.cluster.put("v1", "Secret", "database",
				"""
						{"metadata": {"annotations": {"marea.dev/revision": "7", "marea.dev/revisions": "{\\"orders-password\\":\\"1\\"}"}},
						"data": {%s}}"""
					.formatted(all));
		assertThat(templates(Chart.upgrade(this.cluster, Map.of()))).isEqualTo(after);
	}

	@Test
	void a_secret_of_the_user_restarts_only_those_whose_keys_changed() {
		Map<String, String> values = Map.of("global.database.existingSecret", "marea-mine");
		String secret = "{\"data\": {\"catalog-password\": \"%s\", \"orders-password\": \"Yw==\", \"other\": \"%s\"}}";
		this.cluster.put("v1", "Secret", "mine", secret.formatted("YQ==", "YQ=="));
		Map<String, JsonNode> before = templates(Chart.upgrade(this.cluster, values));
		this.cluster.put("v1", "Secret", "mine", secret.formatted("YQ==", "Yg=="));
		assertThat(templates(Chart.upgrade(this.cluster, values))).isEqualTo(before);
		this.cluster.put("v1", "Secret", "mine", secret.formatted("Yg==", "Yg=="));
		Map<String, JsonNode> after = templates(Chart.upgrade(this.cluster, values));
		assertThat(after.get("marea-order-service")).isEqualTo(before.get("marea-order-service"));
		assertThat(after.get("marea-catalog-service")).isNotEqualTo(before.get("marea-catalog-service"));
	}

	/** Helm would delete a Secret that the chart no longer renders. */
	@ParameterizedTest
	@CsvSource({ "identity,global.identity.existingSecret", "database,global.database.existingSecret" })
	void the_own_secret_of_a_release_is_refused_as_a_secret_of_the_user(String part, String value) {
		Map<String, String> values = Map.of(value, "marea-" + part);
		this.cluster.put("v1", "Secret", part, owned("marea", ""));
		assertThatThrownBy(() -> Chart.upgrade(this.cluster, values))
			.hasMessageContaining("The Secret marea-" + part + " is this release's own, and Helm would delete it")
			.hasMessageContaining("annotate secret marea-" + part + " helm.sh/resource-policy=keep");
		this.cluster.put("v1", "Secret", part, owned("marea", ", \"helm.sh/resource-policy\": \"keep\""));
		assertThat(Chart.upgrade(this.cluster, values).has("Secret", part)).isFalse();
		this.cluster.put("v1", "Secret", part, owned("another", ""));
		assertThat(Chart.upgrade(this.cluster, values).has("Secret", part)).isFalse();
		this.cluster.put("v1", "Secret", part, "{\"data\": {}}");
		assertThat(Chart.upgrade(this.cluster, values).has("Secret", part)).isFalse();
	}

	/** CloudNativePG reads these under their names, whatever the values name. */
	@Test
	void the_own_secrets_for_cloudnativepg_are_kept_too() {
		this.cluster.put("v1", "Secret", "postgresql-orders", owned("marea", ""));
		assertThatThrownBy(() -> Chart.upgrade(this.cluster,
				Map.of("global.database.existingSecret", "mine", "postgresql.cloudNativePG.enabled", true)))
			.hasMessageContaining("The Secret marea-postgresql-orders is this release's own");
	}

	/** Pods that drain still place orders. */
	@Test
	void a_move_of_the_data_waits_for_all_services_before_the_dump() throws IOException {
		String page = Files.readString(Chart.HOME.resolve("docs/upgrading.md"));
		assertThat(page).containsSubsequence("--replicas 0 &&", "kubectl wait --for=delete pod",
				"name in (" + String.join(",", Chart.SERVICES) + ")' &&", "pg_dumpall", ">dump.sql &&",
				"kubectl delete statefulset");
	}

	@Test
	void no_secret_is_made_without_a_cluster_unless_the_values_say_so() {
		assertThatThrownBy(() -> Chart.renderOnly(Map.of("global.database.existingSecret", "mine")))
			.hasMessageContaining("name Secrets in global.identity.existingSecret and global.database.existingSecret");
		assertThat(Chart
			.renderOnly(Map.of("global.database.existingSecret", "mine", "global.identity.existingSecret", "mine"))
			.of("Secret")).isEmpty();
		assertThat(Chart.render().of("Secret")).hasSize(2);
		assertThat(Chart.upgrade(this.cluster, Map.of()).of("Secret")).hasSize(2);
	}

	private static String owned(String release, String more) {
		return """
				{"metadata": {"annotations": {"meta.helm.sh/release-name": "%s"%s}}, "data": {}}""".formatted(release,
				more);
	}

	/** {@code MANAGER,OPERATION,SUBRESOURCE}; {@code -} is a manager of other fields. */
	private static String managed(String text) {
		String[] parts = (text + " ").split(",");
		String subresource = parts[2].strip();
		return """
				{"manager": "%s", "operation": "%s", %s "fieldsV1": {"f:spec": {"f:%s": {}}}}""".formatted(parts[0],
				parts[1], subresource.equals("scale") ? "\"subresource\": \"scale\"," : "",
				subresource.equals("-") ? "template" : "replicas");
	}

	private static String replicas(Objects objects) {
		return objects.one("Deployment", "catalog-service").at("/spec/replicas").asString("");
	}

	private static Map<String, JsonNode> templates(Objects objects) {
		Map<String, JsonNode> templates = new LinkedHashMap<>();
		for (JsonNode object : objects.all()) {
			if (object.path("spec").path("template").isObject()) {
				templates.put(object.at("/metadata/name").asString(), object.at("/spec/template"));
			}
		}
		return templates;
	}

}
