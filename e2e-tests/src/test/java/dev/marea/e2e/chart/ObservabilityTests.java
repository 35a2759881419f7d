package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.marea.e2e.chart.Chart.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The chart's objects for the Prometheus operator and for Grafana.
 */
@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
class ObservabilityTests {

	private static final Path SOURCE = Chart.HOME.resolve("observability");

	private static final Path VALUES = Chart.FOLDER.resolve("ci/kube-prometheus-stack-values.yaml");

	/** A name of series, with its labels if it has some. */
	private static final Pattern SELECTOR = Pattern
		.compile("\\b(?:marea|http|jvm|process|hikaricp|resilience4j|spring_data|kube|kubelet)[a-z0-9]*"
				+ "[_:][a-z0-9_:]+(\\{[^}]*})?");

	@Test
	void are_off_by_default() {
		assertThat(Chart.render().all()).extracting((object) -> object.path("apiVersion").asString())
			.doesNotContain("monitoring.coreos.com/v1");
		assertThat(dashboards(Chart.render())).isEmpty();
	}

	/** An upgrade with --reuse-values has only the values of the earlier chart. */
	@Test
	void are_off_with_values_of_a_chart_that_lacked_them() {
		assertThat(Chart.render(Map.of("metrics", "null", "dashboards", "null")).of("PodMonitor")).isEmpty();
		Objects objects = Chart.render(Map.of("metrics", "null", "dashboards.labels", "null", "dashboards.enabled",
				true, "catalog-service.autoscaling.requests.enabled", true));
		assertThat(dashboards(objects)).isNotEmpty()
			.allSatisfy((map) -> assertThat(map.at("/metadata/labels/grafana_dashboard").asString()).isEqualTo("1"));
		assertThat(objects.of("PrometheusRule")).isEmpty();
	}

	@Test
	void a_pod_monitor_selects_the_pods_of_the_services_and_no_others() {
		Objects objects = Chart.render(Map.of("metrics.podMonitor.enabled", true, "lab.enabled", true,
				"global.rateLimit.requests", 1, "global.rateLimit.store.enabled", true));
		assertThat(monitored(objects)).containsExactlyInAnyOrderElementsOf(Chart.SERVICES);
		assertThat(objects.one("PodMonitor", "metrics").path("spec").has("namespaceSelector")).isFalse();
	}

	/** The edits of docs/how-to/add-a-service.md. */
	@Test
	void a_pod_monitor_selects_the_pods_of_a_service_that_was_added(@TempDir Path chart) throws IOException {
		Chart.copy(chart);
		Files.writeString(chart.resolve("Chart.yaml"), """
				  - name: service
				    alias: review-service
				    version: 0.1.0
				""", StandardOpenOption.APPEND);
		Files.writeString(chart.resolve("values.yaml"), """
				review-service:
				  ports: {http: 8083, management: 9083}
				  callers:
				    - {service: gateway-service, by: slices}
				  identity:
				    trusts: []
				""", StandardOpenOption.APPEND);
		Path schema = chart.resolve("values.schema.json");
		Files.writeString(schema, Files.readString(schema)
			.replaceFirst("\"order-service\": (\\{[^}]*})", "\"order-service\": $1, \"review-service\": $1"));
		Objects objects = Chart.render(chart, Map.of("metrics.podMonitor.enabled", true));
		assertThat(monitored(objects)).contains("review-service").hasSize(Chart.SERVICES.size() + 1);
		assertThatThrownBy(() -> Chart.render(chart,
				Map.of("review-service.autoscaling.requests.enabled", true, "review-service.metrics.scrape", false)))
			.hasMessageContaining("review-service.autoscaling.requests needs metrics.scrape or metrics.podMonitor");
	}

	@Test
	void a_pod_monitor_reads_the_page_that_the_annotations_name() {
		JsonNode endpoint = Chart.render(Map.of("metrics.podMonitor.enabled", true))
			.one("PodMonitor", "metrics")
			.at("/spec/podMetricsEndpoints/0");
		JsonNode annotations = Chart.render()
			.one("Deployment", "order-service")
			.at("/spec/template/metadata/annotations");
		assertThat(endpoint.path("path")).isEqualTo(annotations.path("prometheus.io/path"));
		assertThat(endpoint.path("interval").asString()).isEqualTo("15s");
	}

	/** Dashboards show instances by the name that answers and logs have. */
	@Test
	void a_pod_monitor_names_instances_by_their_pods() {
		Objects objects = Chart.render(Map.of("metrics.podMonitor.enabled", true,
				"metrics.podMonitor.relabelings[0].action", "labeldrop", "metrics.podMonitor.relabelings[0].regex",
				"job", "metrics.podMonitor.metricRelabelings[0].action", "drop"));
		JsonNode endpoint = objects.one("PodMonitor", "metrics").at("/spec/podMetricsEndpoints/0");
		assertThat(endpoint.at("/relabelings/0/sourceLabels/0").asString()).isEqualTo("__meta_kubernetes_pod_name");
		assertThat(endpoint.at("/relabelings/0/targetLabel").asString()).isEqualTo("instance");
		assertThat(objects.variable("catalog-service", "MAREA_INSTANCE")).isEqualTo("metadata.name");
		assertThat(endpoint.at("/relabelings/1/action").asString()).isEqualTo("labeldrop");
		assertThat(endpoint.at("/metricRelabelings/0/action").asString()).isEqualTo("drop");
	}

	@Test
	void prometheus_may_connect_to_the_ports_that_it_scrapes() {
		Objects objects = Chart.render(VALUES);
		for (String service : Chart.SERVICES) {
			int port = objects.one("Deployment", service)
				.at("/spec/template/spec/containers/0/ports/1/containerPort")
				.asInt();
			assertThat(objects.one("NetworkPolicy", service).at("/spec/ingress"))
				.anySatisfy((rule) -> assertThat(rule.toString()).contains("\"monitoring\"", "\"port\":" + port));
		}
	}

	@Test
	void values_for_kube_prometheus_stack_have_its_labels_and_no_annotations() {
		Objects objects = Chart.render(VALUES);
		for (JsonNode object : List.of(objects.one("PodMonitor", "metrics"), objects.one("PrometheusRule", "alerts"))) {
			assertThat(object.at("/metadata/labels/release").asString()).isEqualTo("monitoring");
		}
		assertThat(objects.one("Deployment", "gateway-service").toString()).doesNotContain("prometheus.io/scrape");
		assertThat(dashboards(objects)).allSatisfy(
				(map) -> assertThat(map.at("/metadata/annotations/grafana_folder").asString()).isEqualTo("Marea"));
	}

	@Test
	void scaling_by_requests_takes_a_pod_monitor_in_place_of_the_annotations() {
		Objects objects = Chart.render(Map.of("metrics.podMonitor.enabled", true, "catalog-service.metrics.scrape",
				false, "catalog-service.autoscaling.requests.enabled", true));
		assertThat(objects.has("ScaledObject", "catalog-service")).isTrue();
	}

	@Test
	void the_rule_has_all_alerts_for_the_namespace_of_the_release() throws IOException {
		JsonNode spec = Chart.render(Map.of("metrics.prometheusRule.enabled", true))
			.one("PrometheusRule", "alerts")
			.path("spec");
		String source = Files.readString(SOURCE.resolve("alerts.yaml"));
		assertThat(spec).isEqualTo(Chart.read(source.replace("namespace=~\".*\"", "namespace=\"marea\"")).getFirst());
		List<String> expressions = spec.findValuesAsString("expr");
		assertThat(expressions).hasSizeGreaterThan(10);
		for (String expression : expressions) {
			assertThat(selectors(expression)).isNotEmpty()
				.allSatisfy((selector) -> assertThat(selector).contains("{namespace=\"marea\""));
		}
	}

	@Test
	void grafana_gets_a_config_map_for_each_dashboard() throws IOException {
		List<JsonNode> maps = dashboards(Chart.render(Map.of("dashboards.enabled", true)));
		Map<String, String> rendered = new TreeMap<>();
		for (JsonNode map : maps) {
			assertThat(map.at("/metadata/labels/grafana_dashboard").asString()).isEqualTo("1");
			map.path("data").properties().forEach((file) -> rendered.put(file.getKey(), file.getValue().asString()));
		}
		Map<String, String> files = new TreeMap<>();
		for (Path file : files(SOURCE.resolve("dashboards"))) {
			files.put("marea-" + file.getFileName(), Files.readString(file));
		}
		assertThat(rendered).isEqualTo(files).hasSameSizeAs(maps);
		// A ConfigMap holds at most 1 MiB.
		assertThat(rendered.values())
			.allSatisfy((json) -> assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1 << 20));
	}

	@Test
	void every_query_of_a_dashboard_uses_its_namespace_and_its_source() throws IOException {
		for (Path file : files(SOURCE.resolve("dashboards"))) {
			JsonNode dashboard = new JsonMapper().readTree(file.toFile());
			assertThat(dashboard.at("/templating/list")).extracting((variable) -> variable.path("name").asString())
				.containsExactly("datasource", "namespace", "application", "instance");
			assertThat(dashboard.path("panels")).extracting((panel) -> panel.path("id").asInt())
				.doesNotHaveDuplicates();
			for (JsonNode targets : dashboard.path("panels").findValues("targets")) {
				assertThat(targets).isNotEmpty()
					.allSatisfy(
							(target) -> assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}"));
			}
			for (String expression : dashboard.path("panels").findValuesAsString("expr")) {
				assertThat(selectors(expression)).as(expression)
					.isNotEmpty()
					.allSatisfy((selector) -> assertThat(selector).contains("{namespace=~\"$namespace\""));
			}
		}
	}

	@Test
	void labels_of_the_sidecar_must_be_labels() {
		assertThatThrownBy(() -> Chart.render(Map.of("dashboards.labels.grafana_dashboard", "not a label")))
			.hasMessageContaining("grafana_dashboard");
		assertThatThrownBy(() -> Chart.render(Map.of("metrics.podMonitor.interval", "often")))
			.hasMessageContaining("interval");
	}

	/** Helm reads no file outside of the chart. */
	@Test
	void the_chart_has_the_present_alerts_and_dashboards() throws IOException {
		String remedy = "copy observability/alerts.yaml and observability/dashboards to helm/marea/files";
		Path copies = Chart.FOLDER.resolve("files");
		assertThat(copies.resolve("alerts.yaml")).as(remedy).hasSameTextualContentAs(SOURCE.resolve("alerts.yaml"));
		List<Path> dashboards = files(SOURCE.resolve("dashboards"));
		assertThat(files(copies.resolve("dashboards"))).as(remedy)
			.extracting((file) -> file.getFileName().toString())
			.containsExactlyElementsOf(dashboards.stream().map((file) -> file.getFileName().toString()).toList());
		for (Path file : dashboards) {
			assertThat(copies.resolve("dashboards").resolve(file.getFileName())).as(remedy)
				.hasSameTextualContentAs(file);
		}
	}

	/** Names of the pods that the PodMonitor selects and that have its port. */
	private static List<String> monitored(Objects objects) {
		JsonNode monitor = objects.one("PodMonitor", "metrics").path("spec");
		return Stream.concat(objects.of("Pod").stream(), templates(objects))
			.filter((pod) -> matches(monitor.path("selector"), pod.at("/metadata/labels")))
			.filter((pod) -> hasPort(pod, monitor.at("/podMetricsEndpoints/0/port").asString()))
			.map((pod) -> pod.at("/metadata/labels/app.kubernetes.io~1name").asString())
			.toList();
	}

	private static List<String> selectors(String expression) {
		return SELECTOR.matcher(expression).results().map(MatchResult::group).toList();
	}

	private static List<Path> files(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
	}

	private static List<JsonNode> dashboards(Objects objects) {
		return objects.of("ConfigMap")
			.stream()
			.filter((map) -> map.at("/metadata/name").asString().startsWith("marea-dashboard-"))
			.toList();
	}

	private static Stream<JsonNode> templates(Objects objects) {
		return objects.all()
			.stream()
			.map((object) -> object.at("/spec/template"))
			.filter((template) -> template.at("/spec").has("containers"));
	}

	private static boolean hasPort(JsonNode pod, String name) {
		return pod.at("/spec/containers")
			.valueStream()
			.flatMap((container) -> container.path("ports").valueStream())
			.anyMatch((port) -> port.path("name").asString().equals(name));
	}

	private static boolean matches(JsonNode selector, JsonNode labels) {
		assertThat(selector.has("matchExpressions")).isFalse();
		return selector.path("matchLabels")
			.properties()
			.stream()
			.allMatch((label) -> labels.path(label.getKey()).equals(label.getValue()));
	}

}
