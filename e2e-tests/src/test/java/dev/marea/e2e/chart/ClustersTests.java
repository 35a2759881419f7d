package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.marea.e2e.chart.Chart.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What clusters of other people need: their DNS, network plugins, load balancers,
 * security profiles, registries and databases.
 */
@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
class ClustersTests {

	@TempDir
	private Path folder;

	@Test
	void reaches_the_usual_dns_and_the_api_server_by_default() {
		Objects objects = Chart.render(Map.of("lab.enabled", true));
		for (String part : List.of("gateway-service", "order-service", "test", "scaling-lab")) {
			JsonNode dns = objects.one("NetworkPolicy", part).at("/spec/egress/0");
			assertThat(dns.at("/ports").valueStream().map((port) -> port.path("port").asInt())).contains(53, 5353);
			assertThat(dns.path("to").toString()).contains("kube-dns", "169.254.20.10/32", "openshift-dns");
		}
		assertThat(objects.one("NetworkPolicy", "gateway-service").at("/spec/egress").toString())
			.contains("\"port\":443}", "\"port\":6443}", "\"port\":8443}", "\"port\":16443}");
	}

	@Test
	void lets_dns_be_asked_anywhere_where_it_runs_outside_of_pods() {
		Objects objects = Chart.render(values("eks"));
		assertThat(objects.one("NetworkPolicy", "order-service").at("/spec/egress/0").has("to")).isFalse();
	}

	/** NetworkPolicies of the VPC CNI see the port of the Service. */
	@Test
	void has_equal_ports_of_services_and_pods_on_eks() {
		Objects objects = Chart.render(values("eks"));
		for (String service : Chart.SERVICES) {
			assertThat(objects.one("Service", service).at("/spec/ports/0/port").asInt())
				.isEqualTo(objects.one("Deployment", service)
					.at("/spec/template/spec/containers/0/ports/0/containerPort")
					.asInt());
		}
	}

	@Test
	void names_the_api_server_by_its_identity_for_cilium() {
		Objects objects = Chart.render(values("cilium"));
		assertThat(objects.of("CiliumNetworkPolicy")).singleElement().satisfies((policy) -> {
			assertThat(policy.at("/spec/endpointSelector/matchLabels/app.kubernetes.io~1name").asString())
				.isEqualTo("gateway-service");
			assertThat(policy.at("/spec/egress/0/toEntities/0").asString()).isEqualTo("kube-apiserver");
		});
		assertThat(objects.one("NetworkPolicy", "gateway-service").toString()).doesNotContain("6443");
		assertThat(Chart.render().of("CiliumNetworkPolicy")).isEmpty();
	}

	/** Otherwise a request in transit would meet a closed connection. */
	@Test
	void keeps_idle_connections_longer_than_the_load_balancer() {
		assertThat(Chart.render(values("eks")).variable("gateway-service", "SERVER_TOMCAT_KEEPALIVETIMEOUT"))
			.isEqualTo("75s");
		assertThat(Chart.render().variable("gateway-service", "SERVER_TOMCAT_KEEPALIVETIMEOUT")).isEmpty();
	}

	@Test
	void lets_the_cluster_autoscaler_evict_unless_the_user_says_otherwise() throws IOException {
		String key = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";
		assertThat(pod(Chart.render(), "annotations").path(key).asString()).isEqualTo("tmp");
		assertThat(pod(render("""
				catalog-service:
				  podAnnotations: {cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes: "tmp,mine"}
				"""), "annotations").path(key).asString()).isEqualTo("tmp,mine");
	}

	@Test
	void leaves_users_to_openshift_and_keeps_the_profiles() {
		Objects objects = Chart.render(values("openshift"));
		assertThat(objects.pods()).hasSize(4).allSatisfy((pod) -> {
			JsonNode context = pod.path("securityContext");
			assertThat(context.propertyNames()).containsExactlyInAnyOrder("runAsNonRoot", "seccompProfile");
		});
	}

	@Test
	void adds_what_a_cluster_demands_of_pods() throws IOException {
		JsonNode spec = render("""
				catalog-service:
				  hostUsers: false
				  seccompProfile: {type: Localhost, localhostProfile: marea.json}
				  appArmorProfile: {type: RuntimeDefault}
				  securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}
				  affinity: {nodeAffinity: {}}
				  extraEnvFrom: [{configMapRef: {name: more}}]
				  extraVolumes: [{name: more, emptyDir: {}}]
				  extraVolumeMounts: [{name: more, mountPath: /more}]
				  initContainers: [{name: before, image: registry.example/before}]
				  sidecars: [{name: beside, image: registry.example/beside}]
				""").one("Deployment", "catalog-service").at("/spec/template/spec");
		assertThat(spec.path("hostUsers").asBoolean(true)).isFalse();
		assertThat(spec.at("/securityContext/seccompProfile/localhostProfile").asString()).isEqualTo("marea.json");
		assertThat(spec.at("/securityContext/appArmorProfile/type").asString()).isEqualTo("RuntimeDefault");
		assertThat(spec.at("/affinity").has("nodeAffinity")).isTrue();
		assertThat(spec.at("/initContainers/0/name").asString()).isEqualTo("before");
		JsonNode container = spec.at("/containers/0");
		assertThat(container.at("/securityContext/capabilities/add/0").asString()).isEqualTo("NET_BIND_SERVICE");
		assertThat(container.at("/securityContext/capabilities/drop/0").asString()).isEqualTo("ALL");
		assertThat(container.at("/envFrom/0/configMapRef/name").asString()).isEqualTo("more");
		assertThat(names(container.path("volumeMounts"))).endsWith("more");
		assertThat(names(spec.path("volumes"))).endsWith("more");
		assertThat(names(spec.path("containers"))).containsExactly("catalog-service", "beside");
	}

	@Test
	void pulls_every_image_from_one_registry() {
		Objects objects = Chart.render(Map.of("global.image.registry", "mirror.example:5000/all", "lab.enabled", true,
				"global.rateLimit.requests", 1, "global.rateLimit.store.enabled", true,
				"order-service.image.repository", "quay.io/mine/orders"));
		List<String> images = objects.pods()
			.stream()
			.flatMap((pod) -> pod.path("containers").valueStream())
			.map((container) -> container.path("image").asString().replaceFirst(":[^:/]*$", ""))
			.toList();
		assertThat(images).containsExactlyInAnyOrder(Stream
			.of("marea/gateway-service", "marea/catalog-service", "mine/orders", "marea/scaling-lab", "postgres",
					"valkey/valkey", "curlimages/curl")
			.map((image) -> "mirror.example:5000/all/" + image)
			.toArray(String[]::new));
		assertThat(objects.one("Deployment", "catalog-service").toString()).contains("IfNotPresent");
	}

	@Test
	void lets_the_globals_of_a_parent_chart_pass() {
		assertThat(Chart.render(Map.of("global.imageRegistry", "mirror.example", "global.storageClass", "fast")).all())
			.isNotEmpty();
		assertThatThrownBy(() -> Chart.render(Map.of("global.database.hots", "typo")))
			.hasMessageContaining("additional properties 'hots' not allowed");
	}

	@Test
	void counts_only_nodes_that_take_the_pods_where_the_spread_is_strict() {
		Objects objects = Chart.render(values("high-availability"));
		assertThat(objects.one("Deployment", "catalog-service").at("/spec/template/spec/topologySpreadConstraints"))
			.allSatisfy((constraint) -> assertThat(constraint.path("nodeTaintsPolicy").asString(""))
				.isEqualTo(constraint.path("whenUnsatisfiable").asString().equals("DoNotSchedule") ? "Honor" : ""));
		assertThat(objects.all().toString()).contains("Honor");
		assertThat(Chart.render().all().toString()).doesNotContain("Honor");
	}

	@Test
	void keeps_the_data_of_each_major_version_apart() {
		assertThat(pgdata(Chart.render())).isEqualTo("/var/lib/postgresql/18/docker");
		assertThat(pgdata(Chart.render(Map.of("postgresql.image.tag", "19.2-alpine"))))
			.isEqualTo("/var/lib/postgresql/19/docker");
	}

	@Test
	void refuses_to_start_another_major_version_without_the_data() {
		try (ApiServer cluster = new ApiServer()) {
			cluster.put("apps/v1", "StatefulSet", "postgresql", """
					{"spec": {"template": {"spec": {"containers": [
					{"env": [{"name": "PGDATA", "value": "/var/lib/postgresql/18/docker"}]}]}}}}""");
			assertThat(pgdata(Chart.upgrade(cluster, Map.of("postgresql.image.tag", "18.4-alpine"))))
				.isEqualTo("/var/lib/postgresql/18/docker");
			assertThatThrownBy(() -> Chart.upgrade(cluster, Map.of("postgresql.image.tag", "19-alpine")))
				.hasMessageContaining("move the data as docs/upgrading.md says");
		}
	}

	@Test
	void refuses_to_start_cloudnativepg_without_the_data_of_its_own_postgresql() {
		Map<String, ?> values = Map.of("postgresql.cloudNativePG.enabled", true);
		try (ApiServer cluster = new ApiServer()) {
			cluster.put("postgresql.cnpg.io/v1", "Cluster", "postgresql", "{\"spec\": {}}");
			cluster.put("postgresql.cnpg.io/v1", "Database", "postgresql-orders", "{\"spec\": {}}");
			assertThat(Chart.upgrade(cluster, values).has("Cluster", "postgresql")).isTrue();
			cluster.put("apps/v1", "StatefulSet", "postgresql", "{\"spec\": {}}");
			assertThatThrownBy(() -> Chart.upgrade(cluster, values))
				.hasMessageContaining("postgresql.cloudNativePG would start with an empty database: dump the data");
		}
	}

	@Test
	void refuses_to_start_its_own_postgresql_without_the_data_of_cloudnativepg() {
		try (ApiServer cluster = new ApiServer()) {
			assertThat(Chart.upgrade(cluster, Map.of()).has("StatefulSet", "postgresql")).isTrue();
			cluster.put("postgresql.cnpg.io/v1", "Cluster", "postgresql", "{\"spec\": {}}");
			assertThatThrownBy(() -> Chart.upgrade(cluster, Map.of()))
				.hasMessageContaining("The Cluster marea-postgresql has the data");
		}
	}

	/** 20 instances, each ready for 30 s before the next, would take 13 minutes. */
	@Test
	void rolls_out_a_quarter_at_once() {
		assertThat(Chart.render()
			.one("Deployment", "catalog-service")
			.at("/spec/strategy/rollingUpdate/maxSurge")
			.asString()).isEqualTo("25%");
	}

	@Test
	void serves_https_by_an_ingress_with_a_certificate_of_cert_manager() {
		JsonNode ingress = Chart.render(values("ingress")).one("Ingress", "gateway-service");
		assertThat(ingress.at("/metadata/annotations/cert-manager.io~1cluster-issuer").asString())
			.isEqualTo("letsencrypt");
		assertThat(ingress.at("/spec/tls/0/secretName").asString()).isEqualTo("marea-tls");
		assertThat(ingress.at("/spec/tls/0/hosts/0").asString()).isEqualTo("shop.example.org");
	}

	@Test
	void serves_https_by_a_gateway_of_its_own_and_redirects_http() {
		Objects objects = Chart.render(values("cilium"));
		JsonNode gateway = objects.one("Gateway", "gateway-service");
		assertThat(gateway.at("/metadata/annotations/cert-manager.io~1cluster-issuer").asString())
			.isEqualTo("letsencrypt");
		assertThat(gateway.at("/spec/listeners")).extracting((listener) -> listener.path("port").asInt())
			.containsExactly(80, 443);
		assertThat(gateway.at("/spec/listeners/1/tls/certificateRefs/0/name").asString()).isEqualTo("marea-tls");
		JsonNode route = objects.one("HTTPRoute", "gateway-service");
		assertThat(route.at("/spec/parentRefs/0/name").asString()).isEqualTo("marea-gateway-service");
		assertThat(route.at("/spec/parentRefs/0/sectionName").asString()).isEqualTo("https");
		JsonNode redirect = objects.one("HTTPRoute", "gateway-service-redirect");
		assertThat(redirect.at("/spec/parentRefs/0/sectionName").asString()).isEqualTo("http");
		assertThat(redirect.at("/spec/rules/0/filters/0/requestRedirect/scheme").asString()).isEqualTo("https");
	}

	@Test
	void runs_postgresql_by_cloudnativepg_under_the_same_name() {
		Objects objects = Chart.render(values("cloudnativepg"));
		assertThat(objects.of("StatefulSet")).isEmpty();
		assertThat(objects.of("PersistentVolumeClaim")).isEmpty();
		assertThat(objects.has("Service", "postgresql")).isFalse();
		JsonNode cluster = objects.one("Cluster", "postgresql");
		assertThat(cluster.at("/spec/instances").asInt()).isEqualTo(3);
		assertThat(cluster.at("/spec/postgresql/parameters/max_connections").asString()).isEqualTo("200");
		assertThat(cluster.at("/spec/managed/services/additional/0/serviceTemplate/metadata/name").asString())
			.isEqualTo("marea-postgresql");
		assertThat(objects.variable("order-service", "SPRING_DATASOURCE_URL"))
			.isEqualTo("jdbc:postgresql://marea-postgresql:5432/orders");
		assertThat(objects.one("Database", "postgresql-orders").at("/spec/owner").asString()).isEqualTo("orders");
		assertThat(objects.one("NetworkPolicy", "catalog-service").at("/spec/egress").toString())
			.contains("{\"cnpg.io/cluster\":\"marea-postgresql\"}");
		assertThat(objects.one("NetworkPolicy", "postgresql").at("/spec/ingress").toString())
			.contains("catalog-service", "order-service", "cnpg-system");
		JsonNode passwords = objects.one("Secret", "database").path("data");
		for (String role : List.of("catalog", "orders")) {
			JsonNode secret = objects.one("Secret", "postgresql-" + role);
			assertThat(secret.path("type").asString()).isEqualTo("kubernetes.io/basic-auth");
			assertThat(secret.at("/data/password")).isEqualTo(passwords.path(role + "-password"));
		}
	}

	@Test
	void merges_fields_of_the_user_into_those_of_the_cluster_of_cloudnativepg() throws IOException {
		JsonNode spec = render("""
				global: {image: {registry: "mirror.example:5000"}}
				postgresql:
				  cloudNativePG:
				    enabled: true
				    imageName: ghcr.io/cloudnative-pg/postgresql:18.1
				    spec:
				      instances: 5
				      postgresql: {parameters: {work_mem: 8MB}}
				      storage: {size: 20Gi}
				""").one("Cluster", "postgresql").path("spec");
		assertThat(spec.path("imageName").asString()).isEqualTo("mirror.example:5000/cloudnative-pg/postgresql:18.1");
		assertThat(spec.path("instances").asInt()).isEqualTo(5);
		assertThat(spec.at("/postgresql/parameters/work_mem").asString()).isEqualTo("8MB");
		assertThat(spec.at("/postgresql/parameters/max_connections").asString()).isEqualTo("200");
		assertThat(spec.at("/storage/size").asString()).isEqualTo("20Gi");
		assertThat(spec.at("/bootstrap/initdb/database").asString()).isEqualTo("catalog");
	}

	@Test
	void calls_a_gateway_whose_service_has_the_port_of_its_instances() {
		Objects objects = Chart.render(Map.of("gateway-service.service.port", "null", "lab.enabled", true));
		assertThat(objects.one("Service", "gateway-service").at("/spec/ports/0/port").asInt()).isEqualTo(8080);
		assertThat(objects.one("Pod", "test").at("/spec/containers/0/env/0/value").asString())
			.isEqualTo("http://marea-gateway-service:8080");
		assertThat(objects.one("Job", "scaling-lab-1").toString()).contains("--url=http://marea-gateway-service:8080");
	}

	@Test
	void leaves_the_security_context_of_pods_to_the_cluster() {
		Objects objects = Chart
			.render(Map.of("gateway-service.podSecurityContext", "null", "catalog-service.podSecurityContext", "null"));
		for (String service : List.of("gateway-service", "catalog-service")) {
			assertThat(objects.one("Deployment", service).at("/spec/template/spec/securityContext").propertyNames())
				.containsExactly("seccompProfile");
		}
	}

	private Objects render(String yaml) throws IOException {
		return Chart.render(Files.writeString(this.folder.resolve("values.yaml"), yaml));
	}

	private static Path values(String name) {
		return Chart.FOLDER.resolve("ci/" + name + "-values.yaml");
	}

	private static JsonNode pod(Objects objects, String part) {
		return objects.one("Deployment", "catalog-service").at("/spec/template/metadata/" + part);
	}

	private static String pgdata(Objects objects) {
		return objects.one("StatefulSet", "postgresql")
			.at("/spec/template/spec/containers/0/env")
			.valueStream()
			.filter((variable) -> variable.path("name").asString().equals("PGDATA"))
			.map((variable) -> variable.path("value").asString())
			.findFirst()
			.orElseThrow();
	}

	private static List<String> names(JsonNode array) {
		return array.valueStream().map((each) -> each.path("name").asString()).toList();
	}

}
