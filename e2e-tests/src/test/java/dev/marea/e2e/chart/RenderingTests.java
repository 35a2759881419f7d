package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

import dev.marea.e2e.Command;
import dev.marea.e2e.chart.Chart.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * What the chart makes of its values.
 */
@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
class RenderingTests {

	static List<Path> valuesFiles() {
		return Chart.valuesFiles();
	}

	@Test
	void passes_strict_lint() {
		assertThatCode(() -> Command.run(List.of("helm", "lint", "--strict", Chart.FOLDER.toString())))
			.doesNotThrowAnyException();
	}

	@ParameterizedTest
	@MethodSource("valuesFiles")
	void restricts_every_pod(Path values) {
		List<JsonNode> pods = Chart.render(values).pods();
		assertThat(pods).hasSizeGreaterThanOrEqualTo(4).allSatisfy((pod) -> {
			assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
			assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
			assertThat(pod.at("/containers")).allSatisfy((container) -> {
				JsonNode context = container.path("securityContext");
				assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
				assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
				assertThat(context.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
				assertThat(container.at("/resources/requests/memory"))
					.isEqualTo(container.at("/resources/limits/memory"));
			});
		});
	}

	@ParameterizedTest
	@MethodSource("valuesFiles")
	void gives_a_token_only_to_what_watches(Path values) {
		Objects objects = Chart.render(values);
		List<String> tokens = objects.all()
			.stream()
			.filter((object) -> object.at("/spec/template/spec/automountServiceAccountToken").asBoolean(false))
			.map((object) -> object.at("/metadata/labels/app.kubernetes.io~1name").asString())
			.toList();
		assertThat(tokens).isSubsetOf("gateway-service", "scaling-lab").contains("gateway-service");
		assertThat(objects.one("Role", "gateway-service").at("/rules")).singleElement().satisfies((rule) -> {
			assertThat(rule.at("/resources/0").asString()).isEqualTo("endpointslices");
			assertThat(texts(rule.path("verbs"))).containsExactly("get", "list", "watch");
		});
		for (JsonNode role : objects.of("Role")) {
			assertThat(role.path("rules"))
				.allSatisfy((rule) -> assertThat(texts(rule.path("verbs"))).isSubsetOf("get", "list", "watch"));
		}
	}

	@Test
	void leaves_the_number_of_instances_to_the_autoscaler() {
		Objects scaled = Chart.render();
		Objects fixed = Chart.render(Map.of("catalog-service.autoscaling.enabled", false));
		assertThat(scaled.one("Deployment", "catalog-service").path("spec").has("replicas")).isFalse();
		assertThat(scaled.one("HorizontalPodAutoscaler", "catalog-service").at("/spec/minReplicas").asInt())
			.isEqualTo(2);
		assertThat(fixed.one("Deployment", "catalog-service").at("/spec/replicas").asInt()).isEqualTo(2);
		assertThat(fixed.has("HorizontalPodAutoscaler", "catalog-service")).isFalse();
	}

	@Test
	void scales_by_requests_through_keda() {
		Objects objects = Chart.render(Chart.FOLDER.resolve("ci/keda-values.yaml"));
		assertThat(objects.has("HorizontalPodAutoscaler", "catalog-service")).isFalse();
		JsonNode spec = objects.one("ScaledObject", "catalog-service").path("spec");
		JsonNode trigger = spec.at("/triggers/0/metadata");
		// Two scrapes, 60 s apart, and one that is late.
		assertThat(trigger.path("query").asString())
			.startsWith("sum(rate(marea_requests_total{namespace=\"marea\",pod=~\"marea-catalog-service-.+\"}[150s]))");
		assertThat(trigger.path("threshold").asString()).isEqualTo("40");
		// Otherwise no data would be no requests.
		assertThat(trigger.path("ignoreNullValues").asString()).isEqualTo("false");
		assertThat(spec.at("/triggers/0/metricType").asString()).isEqualTo("AverageValue");
		assertThat(spec.at("/fallback/behavior").asString()).isEqualTo("currentReplicasIfHigher");
	}

	@Test
	void keeps_all_instances_up_in_a_rollout_and_all_but_one_in_a_drain() {
		Objects objects = Chart.render();
		assertThat(Chart.SERVICES).allSatisfy((service) -> {
			assertThat(objects.one("Deployment", service).at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1))
				.isZero();
			assertThat(objects.one("PodDisruptionBudget", service).at("/spec/maxUnavailable").asInt()).isEqualTo(1);
			assertThat(objects.one("Deployment", service).at("/spec/template/spec/topologySpreadConstraints"))
				.extracting((constraint) -> constraint.path("topologyKey").asString())
				.containsExactlyInAnyOrder("topology.kubernetes.io/zone", "kubernetes.io/hostname");
		});
	}

	@ParameterizedTest
	@MethodSource("valuesFiles")
	void gives_an_instance_the_time_to_drain(Path values) {
		Objects objects = Chart.render(values);
		assertThat(Chart.SERVICES).allSatisfy((service) -> {
			int delay = seconds(objects.variable(service, "MAREA_DRAINDELAY"));
			int phase = seconds(objects.variable(service, "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"));
			JsonNode grace = objects.one("Deployment", service).at("/spec/template/spec/terminationGracePeriodSeconds");
			assertThat(delay).isPositive();
			assertThat(phase).isGreaterThan(delay);
			assertThat(grace.asInt()).isGreaterThanOrEqualTo(delay + 20);
		});
	}

	@Test
	void tells_the_gateway_to_watch_and_orders_to_ask_dns() {
		Objects objects = Chart.render();
		assertThat(objects.variable("gateway-service", "MAREA_DISCOVERY_KUBERNETES_ENABLED")).isEqualTo("true");
		assertThat(objects.variable("gateway-service", "MAREA_DISCOVERY_KUBERNETES_NAMESPACE"))
			.isEqualTo("metadata.namespace");
		assertThat(objects.variable("gateway-service", "MAREA_DISCOVERY_KUBERNETES_SERVICES_ORDERSERVICE"))
			.isEqualTo("marea-order-service");
		assertThat(objects.variable("order-service", "MAREA_DISCOVERY_DNS_CATALOGSERVICE_HOST"))
			.isEqualTo("marea-catalog-service-candidates");
		assertThat(
				objects.one("Service", "catalog-service-candidates").at("/spec/publishNotReadyAddresses").asBoolean())
			.isTrue();
		assertThat(objects.one("Deployment", "catalog-service").at("/spec/minReadySeconds").asInt()).isEqualTo(30);
		assertThat(objects.one("Service", "catalog-service").at("/spec/clusterIP").asString()).isEqualTo("None");
		assertThat(objects.variable("order-service", "MAREA_INSTANCE")).isEqualTo("metadata.name");
	}

	@Test
	void gives_the_database_an_address_that_its_clients_know_before_it_answers() {
		Objects objects = Chart.render();
		assertThat(objects.one("Service", "postgresql").at("/spec").has("clusterIP")).isFalse();
		assertThat(objects.one("StatefulSet", "postgresql").at("/spec/serviceName").asString())
			.isEqualTo(objects.one("Service", "postgresql-headless").at("/metadata/name").asString());
	}

	@Test
	void lets_pods_see_only_the_keys_and_passwords_they_need() {
		Objects objects = Chart.render();
		assertThat(mounted(objects, "gateway-service")).containsExactly("issuer.key", "issuer.pem");
		assertThat(mounted(objects, "catalog-service")).containsExactly("catalog-password", "issuer.pem", "orders.pem");
		assertThat(mounted(objects, "order-service")).containsExactly("issuer.pem", "orders-password", "orders.key");
	}

	/** A call needs egress at the caller and ingress at the callee. */
	@ParameterizedTest
	@MethodSource("valuesFiles")
	void lets_calls_through_at_both_ends(Path values) {
		Objects objects = Chart.render(values);
		for (String caller : Chart.SERVICES) {
			for (JsonNode rule : objects.one("NetworkPolicy", caller).at("/spec/egress")) {
				String called = rule.at("/to/0/podSelector/matchLabels/app.kubernetes.io~1name").asString("");
				if (Chart.SERVICES.contains(called)) {
					assertThat(objects.one("NetworkPolicy", called).at("/spec/ingress").toString()).contains(caller);
				}
			}
		}
	}

	@Test
	void denies_what_no_policy_allows() {
		JsonNode policy = Chart.render().one("NetworkPolicy", "deny");
		assertThat(texts(policy.at("/spec/policyTypes"))).containsExactly("Ingress", "Egress");
		assertThat(policy.path("spec").has("ingress")).isFalse();
		assertThat(policy.path("spec").has("egress")).isFalse();
	}

	@Test
	void lets_the_lab_only_look() {
		Objects objects = Chart.render(Chart.FOLDER.resolve("ci/lab-values.yaml"));
		assertThat(objects.one("Role", "scaling-lab").path("rules"))
			.flatExtracting((rule) -> texts(rule.path("resources")))
			.doesNotContain("secrets", "pods/exec", "*");
		assertThat(objects.of("ClusterRole")).isEmpty();
		assertThat(objects.one("Job", "scaling-lab-1").at("/spec/backoffLimit").asInt(-1)).isZero();
		assertThat(Chart.render().has("Job", "scaling-lab-1")).isFalse();
	}

	@Test
	void uses_an_image_by_its_digest() {
		String digest = "sha256:" + "0".repeat(64);
		Objects objects = Chart.render(
				Map.of("catalog-service.image.digest", digest, "global.image.repository", "registry.example/marea"));
		assertThat(image(objects, "catalog-service")).isEqualTo("registry.example/marea/catalog-service@" + digest);
		assertThat(image(objects, "order-service")).startsWith("registry.example/marea/order-service:");
	}

	@Test
	void has_the_version_of_the_project() throws IOException {
		String project = Files.readString(Chart.HOME.resolve("pom.xml"))
			.replaceAll("(?s).*<artifactId>marea</artifactId>\\s*<version>([^<]+)</version>.*", "$1");
		assertThat(image(Chart.render(), "catalog-service")).isEqualTo("localhost/marea/catalog-service:" + project);
	}

	/** A name without a registry would be docker.io's, where its owner could push. */
	@Test
	void never_pulls_images_that_have_no_registry() {
		Objects objects = Chart.render(Chart.FOLDER.resolve("ci/lab-values.yaml"));
		for (String service : List.of("gateway-service", "catalog-service", "order-service")) {
			isNeverPulled(container(objects.one("Deployment", service)));
		}
		isNeverPulled(container(objects.one("Job", "scaling-lab-1")));
		objects = Chart.render(Map.of("global.image.repository", "registry.example/marea"));
		assertThat(container(objects.one("Deployment", "catalog-service")).path("imagePullPolicy").asString())
			.isEqualTo("IfNotPresent");
	}

	private static JsonNode container(JsonNode workload) {
		return workload.at("/spec/template/spec/containers/0");
	}

	private static void isNeverPulled(JsonNode container) {
		assertThat(container.path("image").asString()).startsWith("localhost/marea/");
		assertThat(container.path("imagePullPolicy").asString()).isEqualTo("Never");
	}

	@Test
	void keeps_the_database_volume_and_nothing_else() {
		List<JsonNode> kept = Chart.render()
			.all()
			.stream()
			.filter((object) -> object.at("/metadata/annotations").has("helm.sh/resource-policy"))
			.toList();
		assertThat(kept).singleElement()
			.satisfies((object) -> assertThat(object.path("kind").asString()).isEqualTo("PersistentVolumeClaim"));
	}

	/**
	 * Each instance keeps ten; a rollout at full size adds a quarter of the instances.
	 */
	@Test
	void gives_the_database_as_many_connections_as_all_instances_may_take() {
		Objects objects = Chart.render();
		int instances = 0;
		for (String service : List.of("catalog-service", "order-service")) {
			instances += objects.one("HorizontalPodAutoscaler", service).at("/spec/maxReplicas").asInt() + 2;
		}
		String argument = objects.one("StatefulSet", "postgresql")
			.at("/spec/template/spec/containers/0/args/1")
			.asString();
		assertThat(Integer.parseInt(argument.replace("max_connections=", "")))
			.isGreaterThanOrEqualTo(instances * 10 + 10);
	}

	@Test
	void makes_a_key_pair_that_the_services_can_read() {
		JsonNode data = Chart.render().one("Secret", "identity").path("data");
		assertThat(decoded(data, "issuer.key")).startsWith("-----BEGIN RSA PRIVATE KEY-----");
		assertThat(decoded(data, "issuer.pem")).startsWith("-----BEGIN CERTIFICATE-----");
		assertThat(decoded(data, "orders.pem")).isNotEqualTo(decoded(data, "issuer.pem"));
	}

	@Test
	void makes_no_secret_where_one_is_named() {
		Objects objects = Chart
			.render(Map.of("global.identity.existingSecret", "mine", "global.database.existingSecret", "mine-too"));
		assertThat(objects.of("Secret")).isEmpty();
	}

	@Test
	void signs_no_tokens_where_a_real_issuer_does() {
		Objects objects = Chart.render(Chart.FOLDER.resolve("ci/high-availability-values.yaml"));
		assertThat(objects.variable("gateway-service", "MAREA_IDENTITY_SIGNINGKEY")).isEmpty();
		assertThat(objects.variable("gateway-service", "MAREA_GATEWAY_DEMOISSUER")).isEqualTo("false");
		assertThat(objects.variable("gateway-service", "SPRING_CONFIG_IMPORT")).isEmpty();
		assertThat(objects.one("Deployment", "gateway-service").at("/spec/template/spec/volumes"))
			.extracting((volume) -> volume.path("name").asString())
			.containsExactly("tmp");
		assertThat(objects.variable("catalog-service", "MAREA_IDENTITY_PUBLICKEYS"))
			.isEqualTo("/run/secrets/orders.pem");
	}

	@Test
	void tells_the_gateway_alone_how_visitors_sign_in_at_a_real_issuer() {
		Objects objects = Chart.render(Chart.FOLDER.resolve("ci/high-availability-values.yaml"));
		assertThat(objects.variable("gateway-service", "MAREA_SIGNIN_CLIENTID")).isEqualTo("marea-web");
		assertThat(objects.variable("gateway-service", "MAREA_SIGNIN_SCOPE")).isEqualTo("openid profile");
		assertThat(objects.variable("gateway-service", "MAREA_SIGNIN_ORIGINS")).isEqualTo("https://tokens.example.org");
		assertThat(objects.variable("gateway-service", "SPRING_PROFILES_ACTIVE")).isEqualTo("production");
		assertThat(objects.variable("order-service", "MAREA_SIGNIN_CLIENTID")).isEmpty();
		assertThat(Chart.render().variable("gateway-service", "MAREA_SIGNIN_CLIENTID")).isEmpty();
	}

	@Test
	void limits_clients_at_the_gateway_only_and_only_where_it_is_asked() {
		Objects unlimited = Chart.render(Map.of("global.rateLimit.store.enabled", true));
		assertThat(unlimited.variable("gateway-service", "MAREA_RATELIMIT_REQUESTS")).isEmpty();
		assertThat(unlimited.variable("gateway-service", "MAREA_TRUSTEDPROXIES")).isEmpty();
		assertThat(unlimited.has("Deployment", "valkey")).isFalse();
		Objects limited = Chart.render(Chart.FOLDER.resolve("ci/high-availability-values.yaml"));
		assertThat(limited.variable("gateway-service", "MAREA_RATELIMIT_REQUESTS")).isEqualTo("50");
		assertThat(limited.variable("gateway-service", "MAREA_RATELIMIT_REPLICAS")).isEqualTo("12");
		assertThat(limited.variable("gateway-service", "MAREA_TRUSTEDPROXIES")).isEqualTo("10.0.0.0/8");
		assertThat(limited.variable("catalog-service", "MAREA_RATELIMIT_REQUESTS")).isEmpty();
		assertThat(limited.variable("gateway-service", "MAREA_RATELIMIT_STORE_URI"))
			.isEqualTo("redis://%s:6379".formatted(limited.one("Service", "valkey").at("/metadata/name").asString()));
		assertThat(limited.one("NetworkPolicy", "gateway-service").at("/spec/egress").toString()).contains("valkey");
		assertThat(limited.one("NetworkPolicy", "valkey").at("/spec/ingress").toString()).contains("gateway-service")
			.doesNotContain("catalog-service");
	}

	@Test
	void reads_the_password_of_an_external_store_from_its_secret() {
		Objects objects = Chart.render(Chart.FOLDER.resolve("ci/eks-values.yaml"));
		assertThat(mounted(objects, "gateway-service")).contains("password");
		assertThat(mounted(objects, "catalog-service")).doesNotContain("password");
		assertThat(objects.variable("gateway-service", "MAREA_RATELIMIT_STORE_URI")).startsWith("rediss://");
		assertThat(objects.has("Deployment", "valkey")).isFalse();
	}

	private static List<String> mounted(Objects objects, String service) {
		TreeSet<String> keys = new TreeSet<>();
		for (JsonNode source : objects.one("Deployment", service)
			.at("/spec/template/spec/volumes/0/projected/sources")) {
			source.at("/secret/items").forEach((item) -> keys.add(item.path("key").asString()));
		}
		return new ArrayList<>(keys);
	}

	private static String image(Objects objects, String service) {
		return objects.one("Deployment", service).at("/spec/template/spec/containers/0/image").asString();
	}

	private static String decoded(JsonNode data, String key) {
		return new String(Base64.getDecoder().decode(data.path(key).asString()));
	}

	private static int seconds(String duration) {
		return Integer.parseInt(duration.replace("s", ""));
	}

	private static List<String> texts(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
	}

}
