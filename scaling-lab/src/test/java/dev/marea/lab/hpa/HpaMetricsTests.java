package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.hpa.Metric.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kind of metric that the API server of Kubernetes 1.35 accepts. */
class HpaMetricsTests {

	private static final Hpa.Target INGRESS = new Hpa.Target("networking.k8s.io/v1", "Ingress", "main");

	@TempDir
	Path temporary;

	private final List<String> notices = new ArrayList<>();

	@Test
	void reads_resources_of_any_name() {
		assertThat(metric("type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}"))
			.isEqualTo(new Metric(Kind.RESOURCE_AVERAGE, "memory", 1_073_741_824_000L));
		assertThat(metric("type: Resource, resource: {name: example.com/gpu,"
				+ " target: {type: Utilization, averageUtilization: 2500}}"))
			.isEqualTo(new Metric(Kind.RESOURCE_UTILIZATION, "example.com/gpu", 2500));
		assertThat(this.notices).isEmpty();
	}

	@Test
	void reads_a_container_apart_from_its_pod() {
		Metric metric = metric("type: ContainerResource, containerResource: {name: cpu, container: istio-proxy,"
				+ " target: {type: Utilization, averageUtilization: 60}}");
		assertThat(metric).isEqualTo(new Metric(Kind.CONTAINER_UTILIZATION, "cpu", "istio-proxy", null, null, 60));
		assertThat(metric.label()).isEqualTo("cpu of container istio-proxy");
	}

	@Test
	void reads_objects() {
		Metric value = metric(
				"type: Object, object: {describedObject: {apiVersion: networking.k8s.io/v1, kind: Ingress,"
						+ " name: main}, metric: {name: rps}, target: {type: Value, value: 1k}}");
		assertThat(value).isEqualTo(new Metric(Kind.OBJECT_VALUE, "rps", null, INGRESS, null, 1_000_000));
		assertThat(value.label()).isEqualTo("rps of Ingress main");
		Metric average = metric("type: Object, object: {describedObject: {apiVersion: v1, kind: Service, name: q},"
				+ " metric: {name: depth}, target: {type: AverageValue, averageValue: 10}}");
		assertThat(average.kind()).isEqualTo(Kind.OBJECT_AVERAGE);
		assertThat(average.target()).isEqualTo(10_000);
		assertThat(this.notices).isEmpty();
	}

	@Test
	void reads_selectors_and_sorts_them_as_kubectl_does() {
		Metric metric = metric(
				"type: External, external: {metric: {name: depth, selector: {matchLabels: {zone: a, app: x},"
						+ " matchExpressions: [{key: tier, operator: In, values: [web, api]}, {key: canary, operator:"
						+ " DoesNotExist}, {key: code, operator: NotIn, values: ['503']}, {key: env, operator: Exists}]}},"
						+ " target: {type: AverageValue, averageValue: 5}}");
		assertThat(metric.label()).isEqualTo("depth{app=x,!canary,code notin (503),env,tier in (api,web),zone=a}");
		assertThat(metric("type: Pods, pods: {metric: {name: depth, selector: {}},"
				+ " target: {type: AverageValue, averageValue: 5}}")
			.label()).isEqualTo("depth");
		assertThat(this.notices).isEmpty();
	}

	@Test
	void says_that_no_controller_can_use_a_selector() {
		Metric metric = metric("type: External, external: {metric: {name: depth, selector: {matchExpressions:"
				+ " [{key: tier, operator: Equals, values: [a]}]}}, target: {type: Value, value: 5}}");
		assertThat(this.notices).containsExactly("hpa.yaml: spec.metrics[0].external.metric.selector is accepted by the"
				+ " API server, but no controller can use it, so the metric has no value.");
		SyncInput seen = new SyncInput(0, 2, TestHpa.pods(2, 0), Map.of(metric.label(), 5000.0));
		assertThat(TestHpa.controller(metric).decide(seen).reason()).startsWith("not scaled: depth")
			.contains("no value");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\1',
			textBlock = """
					type: External, external: {metric: {name: a}, target: {type: AverageValue, value: 5}} | EXTERNAL_VALUE | external.target has type AverageValue, but the controller uses value.
					type: External, external: {metric: {name: a}, target: {type: Utilization, averageValue: 5}} | EXTERNAL_AVERAGE | external.target has type Utilization, but the controller uses averageValue.
					type: Resource, resource: {name: cpu, target: {type: Value, averageUtilization: 5}} | RESOURCE_UTILIZATION | resource.target has type Value, but the controller uses averageUtilization.
					type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 5, value: 7}} | RESOURCE_AVERAGE | resource.target.value has no effect, for the controller uses averageValue.
					type: Pods, pods: {metric: {name: a}, target: {type: Value, averageValue: 5, value: 7}} | PODS_AVERAGE | pods.target has type Value, but the controller uses averageValue.
					type: Object, object: {describedObject: {kind: S, name: s}, metric: {name: a}, target: {type: Value, averageValue: 5, value: 7}} | OBJECT_VALUE | object.target.averageValue has no effect, for the controller uses value.
					type: Object, object: {describedObject: {kind: S, name: s}, metric: {name: a}, target: {type: Value, averageValue: 5}} | OBJECT_WITHOUT_VALUE | object.target is accepted by the API server, but the controller fails on it: type Value does not fit averageValue.
					type: Object, object: {describedObject: {kind: S, name: s}, metric: {name: a}, target: {type: AverageValue, value: 5}} | OBJECT_WITHOUT_AVERAGE | object.target is accepted by the API server, but the controller fails on it: type AverageValue does not fit value.
					""")
	void accepts_a_type_that_contradicts_its_fields_and_says_what_counts(String metric, Kind kind, String notice) {
		assertThat(metric(metric).kind()).isEqualTo(kind);
		assertThat(this.notices).contains("hpa.yaml: spec.metrics[0]." + notice);
	}

	@Test
	void never_decides_by_an_object_whose_type_contradicts_its_target() {
		Metric metric = new Metric(Kind.OBJECT_WITHOUT_VALUE, "rps", null, INGRESS, null, 1000);
		SyncInput seen = new SyncInput(0, 2, TestHpa.pods(2, 0), Map.of(metric.label(), 5000.0));
		Decision decision = TestHpa.controller(metric).decide(seen);
		assertThat(decision.failed()).isTrue();
		assertThat(decision.reason())
			.isEqualTo("not scaled: rps of Ingress main has a target whose type contradicts it");
	}

	@Test
	void ignores_a_zero_value_that_older_servers_added_to_an_object() {
		Metric metric = metric(
				"type: Object, object: {describedObject: {apiVersion: v1, kind: Service, name: rabbitmq},"
						+ " metric: {name: depth}, target: {averageValue: '10', type: AverageValue, value: '0'}}");
		assertThat(metric.kind()).isEqualTo(Kind.OBJECT_AVERAGE);
		assertThat(this.notices).containsExactly("hpa.yaml: spec.metrics[0].object.target.value is 0, which older API"
				+ " servers wrote beside averageValue; it is ignored.");
	}

	@Test
	void takes_a_minimum_of_0_only_beside_an_object_or_external_metric() throws IOException {
		String hpa = hpa("type: External, external: {metric: {name: a}, target: {type: Value, value: 5}}")
			.replace("maxReplicas: 5", "maxReplicas: 5\n  minReplicas: 0");
		assertThat(read(hpa).minReplicas()).isZero();
		assertThat(this.notices)
			.containsExactly("hpa.yaml: spec.minReplicas is 0, which the API server accepts only with"
					+ " the feature gate HPAScaleToZero; it is off by default.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\1',
			textBlock = """
					type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 200Mi}}
					type: ContainerResource, containerResource: {name: memory, container: app, target: {type: Utilization, averageUtilization: 80}}
					type: Object, object: {describedObject: {kind: S, name: s}, metric: {name: a, selector: {matchLabels: {a: b}}}, target: {type: Value, value: 5}}
					type: Object, object: {describedObject: {kind: S, name: s}, metric: {name: a}, target: {type: Value, averageValue: 5}}
					type: Object, object: {describedObject: {kind: S, name: s}, metric: {name: a}, target: {type: AverageValue, value: 5}}
					type: External, external: {metric: {name: a, selector: {matchExpressions: [{key: a, operator: Exists}]}}, target: {type: AverageValue, averageValue: 5}}
					type: Pods, pods: {metric: {name: 'p:a:b', selector: {}}, target: {type: AverageValue, averageValue: 100u}}
					""")
	void reads_the_same_from_what_it_prints(String metric) throws IOException {
		Hpa hpa = read(hpa(metric));
		assertThat(read(hpa.toJson().toString())).isEqualTo(hpa);
	}

	@Test
	void counts_memory_of_pods_that_start() {
		PodSample.Resource held = new PodSample.Resource(new PodSample.Usage(400, 99, 15), 200.0);
		PodSample young = PodSample.running("s", 98, null, null, null, Map.of()).with("memory", held);
		PodSample warm = PodSample.running("w", -3600, -3500.0, null, null, Map.of()).with("memory", held);
		Metric metric = new Metric(Kind.RESOURCE_UTILIZATION, "memory", 100);
		assertThat(TestHpa.controller(metric).decide(TestHpa.at(100, List.of(young, warm))).desired()).isEqualTo(4);
	}

	@Test
	void scales_from_zero_by_an_external_value_and_back() {
		Metric metric = new Metric(Kind.EXTERNAL_VALUE, "depth", null, null,
				new Selector(new TreeMap<>(Map.of("queue", "a")), List.of()), 10_000);
		HpaController controller = new HpaController(TestHpa.of(0, 9, null, metric), Settings.KUBERNETES);
		Map<String, Double> busy = Map.of("depth{queue=a}", 25.0);
		Map<String, Double> empty = Map.of("depth{queue=a}", 0.0);
		assertThat(controller.decide(new SyncInput(0, 0, List.of(), busy)).desired()).isEqualTo(3);
		assertThat(controller.decide(new SyncInput(400, 3, TestHpa.pods(3, 0), empty)).desired()).isZero();
		Decision idle = controller.decide(new SyncInput(415, 0, List.of(), empty));
		assertThat(idle.desired()).isZero();
		assertThat(idle.failed()).isFalse();
	}

	private Metric metric(String metric) {
		try {
			return read(hpa(metric)).metrics().getFirst();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String hpa(String metric) {
		return TestHpa.yaml("metrics: [{%s}]".formatted(metric));
	}

	private Hpa read(String text) throws IOException {
		return Hpa.read(Files.writeString(this.temporary.resolve("hpa.yaml"), text), null, this.notices::add);
	}

}
