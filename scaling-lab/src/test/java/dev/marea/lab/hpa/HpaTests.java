package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Behavior.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HpaTests {

	private static final String WHOLE = """
			# A comment.
			apiVersion: autoscaling/v2
			kind: HorizontalPodAutoscaler
			metadata:
			  name: catalog
			  namespace: shop
			  creationTimestamp: null
			  labels: {app: catalog}
			spec:
			  scaleTargetRef:
			    apiVersion: apps/v1
			    kind: Deployment
			    name: catalog-service
			  minReplicas: 2
			  maxReplicas: 6
			  metrics:
			    - type: Resource
			      resource:
			        name: cpu
			        target: {type: Utilization, averageUtilization: 75}
			    - type: Resource
			      resource:
			        name: cpu
			        target: {type: AverageValue, averageValue: 500m}
			    - type: Pods
			      pods:
			        metric: {name: http_requests_per_second}
			        target: {type: AverageValue, averageValue: 40}
			    - type: External
			      external:
			        metric: {name: rps, selector: null}
			        target: {type: AverageValue, averageValue: "2Ki"}
			    - type: External
			      external:
			        metric: {name: rps}
			        target: {type: Value, value: 1e3}
			  behavior:
			    scaleUp:
			      stabilizationWindowSeconds: 30
			      selectPolicy: Min
			      policies:
			        - {type: Pods, value: 2, periodSeconds: 60}
			        - {type: Percent, value: 50, periodSeconds: 1800}
			      tolerance: 0.05
			    scaleDown:
			      selectPolicy: Disabled
			status:
			  desiredReplicas: 0
			""";

	@TempDir
	Path temporary;

	@Test
	void reads_all_that_is_supported() {
		Hpa hpa = read(WHOLE);
		assertThat(hpa.name()).isEqualTo("catalog");
		assertThat(hpa.target()).isEqualTo(new Hpa.Target("apps/v1", "Deployment", "catalog-service"));
		assertThat(hpa.minReplicas()).isEqualTo(2);
		assertThat(hpa.maxReplicas()).isEqualTo(6);
		assertThat(hpa.metrics()).containsExactly(new Metric(Metric.Kind.RESOURCE_UTILIZATION, "cpu", 75),
				new Metric(Metric.Kind.RESOURCE_AVERAGE, "cpu", 500),
				new Metric(Metric.Kind.PODS_AVERAGE, "http_requests_per_second", 40_000),
				new Metric(Metric.Kind.EXTERNAL_AVERAGE, "rps", 2_048_000),
				new Metric(Metric.Kind.EXTERNAL_VALUE, "rps", 1_000_000));
		assertThat(hpa.behavior()).isEqualTo(
				new Behavior(
						new Rules(30, Select.MIN,
								List.of(new Policy(Type.PODS, 2, 60), new Policy(Type.PERCENT, 50, 1800)), 0.05),
						new Rules(null, Select.DISABLED, List.of(new Policy(Type.PERCENT, 100, 15)), null)));
	}

	@Test
	void reads_the_same_from_what_it_prints() throws IOException {
		Hpa hpa = read(WHOLE);
		assertThat(read(hpa.toJson().toString())).isEqualTo(hpa);
		assertThat(read(hpa.toJson().toPrettyString().replace("  ", "\t"))).isEqualTo(hpa);
	}

	@Test
	void fills_in_what_the_api_server_would() {
		Hpa hpa = read(TestHpa.JSON);
		assertThat(hpa.minReplicas()).isEqualTo(1);
		assertThat(hpa.metrics()).containsExactly(new Metric(Metric.Kind.RESOURCE_UTILIZATION, "cpu", 80));
		assertThat(hpa.behavior()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "behavior: {}", "behavior: {scaleUp: {}, scaleDown: {}}", "behavior: {scaleUp: null}",
			"behavior: {scaleDown: {policies: null, selectPolicy: Max}}" })
	void fills_in_both_directions_of_a_behavior_that_is_there_at_all(String behavior) {
		Behavior read = read(TestHpa.yaml(behavior)).behavior();
		assertThat(read).isEqualTo(
				new Behavior(
						new Rules(0, Select.MAX,
								List.of(new Policy(Type.PODS, 4, 15), new Policy(Type.PERCENT, 100, 15)), null),
						new Rules(null, Select.MAX, List.of(new Policy(Type.PERCENT, 100, 15)), null)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			behavior: null                                         |
			minReplicas: null                                      |
			metrics: []                                            |
			metrics: null                                          |
			behavior: {scaleUp: {stabilizationWindowSeconds: 3600}} |
			behavior: {scaleDown: {stabilizationWindowSeconds: 0, tolerance: 0}} |
			behavior: {scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 1800}]}} |
			""")
	void accepts_what_the_api_server_accepts(String line) {
		assertThat(read(TestHpa.yaml(line))).isNotNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\1',
			textBlock = """
							minReplicas: 6 | spec.maxReplicas is 5, but must be at least spec.minReplicas, 6.
							minReplicas: 0 | spec.minReplicas is 0, which needs an Object or External metric and the feature gate HPAScaleToZero.
							minReplicas: -1 | spec.minReplicas is -1, but must be at least 0.
							minReplicas: 1.5 | spec.minReplicas must be a whole number.
							minReplicas: "2" | spec.minReplicas must be a whole number.
							minReplicas: 3000000000 | spec.minReplicas must be a whole number.
							minReplica: 2 | spec.minReplica is not known or not supported.
							metrics: {} | spec.metrics must be a list.
							metrics: [{}] | spec.metrics[0].type is missing.
							metrics: [3] | spec.metrics[0] must be an object.
							metrics: [{type: Object, object: {}}] | spec.metrics[0].object.describedObject is missing.
							metrics: [{type: Object, object: {describedObject: {kind: Ingress}}}] | spec.metrics[0].object.describedObject.name is missing.
							metrics: [{type: ContainerResource}] | spec.metrics[0].containerResource is missing.
							metrics: [{type: ContainerResource, containerResource: {name: cpu}}] | spec.metrics[0].containerResource.container is missing.
							metrics: [{type: ContainerResource, containerResource: {name: cpu, container: A}}] | spec.metrics[0].containerResource.container must be a name in lower case of at most 63 letters, digits and '-'.
							metrics: [{type: ContainerResource, containerResource: {name: disk, container: a}}] | spec.metrics[0].containerResource.name is 'disk', which no container has.
							metrics: [{type: Cpu}] | spec.metrics[0].type is 'Cpu', but must be one of Resource, ContainerResource, Pods, Object, External.
							metrics: [{type: Pods}] | spec.metrics[0].pods is missing.
							metrics: [{type: Pods, pods: {}, resource: {}}] | spec.metrics[0].resource must not stand beside type Pods.
							metrics: [{type: Pods, pods: {metric: {name: a}}}] | spec.metrics[0].pods.target is missing.
							metrics: [{type: Pods, pods: {metric: {}, target: {}}}] | spec.metrics[0].pods.metric.name is missing.
							metrics: [{type: Pods, pods: {metric: {name: a/b}, target: {}}}] | spec.metrics[0].pods.metric.name must not be '.' or '..' and must not contain '/' or '%'.
							metrics: [{type: Pods, pods: {metric: {name: a, selector: {labels: {}}}, target: {}}}] | spec.metrics[0].pods.metric.selector.labels is not known or not supported.
							metrics: [{type: Pods, pods: {metric: {name: a, selector: {matchLabels: {a: 1}}}, target: {}}}] | spec.metrics[0].pods.metric.selector.matchLabels.a must be a string; put it in quotes.
							metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: Value, value: 1}}}] | spec.metrics[0].pods.target.averageValue is missing.
							metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: AvarageValue, averageValue: 1}}}] | spec.metrics[0].pods.target.type is 'AvarageValue', but must be Utilization, AverageValue or Value.
							metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: 0}}}] | spec.metrics[0].pods.target.averageValue must be above zero.
							metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: -1}}}] | spec.metrics[0].pods.target.averageValue must be above zero.
					metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: 5x}}}] | spec.metrics[0].pods.target.averageValue must be a quantity such as 500m, 25 or 1k.
							metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: 1E}}}] | spec.metrics[0].pods.target.averageValue is too large.
							metrics: [{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue}}}] | spec.metrics[0].pods.target.averageValue is missing.
							metrics: [{type: External, external: {metric: {name: a}, target: {type: Value, value: 1, averageValue: 1}}}] | spec.metrics[0].external.target.averageValue must not stand beside type Value.
							metrics: [{type: Resource, resource: {name: memory, target: {}}}] | spec.metrics[0].resource.target.type is missing.
							metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5, averageValue: 1}}}] | spec.metrics[0].resource.target.averageValue must not stand beside averageUtilization.
							metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80%}}}] | spec.metrics[0].resource.target.averageUtilization must be a whole number.
							metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 50}}] | spec.metrics[0].resource.targetAverageUtilization is not known or not supported.
							metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}}] | spec.metrics[0].resource.target.averageUtilization is 0, but must be at least 1.
							metrics: [{type: Resource, resource: {name: cpu, container: a, target: {}}}] | spec.metrics[0].resource.container is not known or not supported.
							behavior: 3 | spec.behavior must be an object.
							behavior: {up: {}} | spec.behavior.up is not known or not supported.
							behavior: {scaleUp: {policies: []}} | spec.behavior.scaleUp.policies must hold at least one policy.
							behavior: {scaleUp: {policies: [{type: Pods, value: 1}]}} | spec.behavior.scaleUp.policies[0].periodSeconds is missing.
							behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 0}]}} | spec.behavior.scaleUp.policies[0].periodSeconds is 0, but must be 1 to 1800.
							behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 1801}]}} | spec.behavior.scaleUp.policies[0].periodSeconds is 1801, but must be 1 to 1800.
							behavior: {scaleUp: {policies: [{type: Pods, value: 0, periodSeconds: 15}]}} | spec.behavior.scaleUp.policies[0].value is 0, but must be at least 1.
							behavior: {scaleUp: {policies: [{type: percent, value: 1, periodSeconds: 15}]}} | spec.behavior.scaleUp.policies[0].type is 'percent', but must be one of Pods, Percent.
							behavior: {scaleDown: {stabilizationWindowSeconds: 3601}} | spec.behavior.scaleDown.stabilizationWindowSeconds is 3601, but must be 0 to 3600.
							behavior: {scaleDown: {stabilizationWindowSeconds: -1}} | spec.behavior.scaleDown.stabilizationWindowSeconds is -1, but must be 0 to 3600.
							behavior: {scaleDown: {selectPolicy: None}} | spec.behavior.scaleDown.selectPolicy is 'None', but must be one of Max, Min, Disabled.
							behavior: {scaleDown: {tolerance: -0.1}} | spec.behavior.scaleDown.tolerance must not be below zero.
							""")
	void refuses_with_the_path_of_the_field(String line, String message) {
		refused(TestHpa.yaml(line), "hpa.yaml: " + message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					apiVersion: autoscaling/v2 | apiVersion: autoscaling/v3 | apiVersion is 'autoscaling/v3', but must be autoscaling/v2.
					metadata: {name: a} | metadata: {name: a, labels: {version: 1.10}} | metadata.labels.version must be a string; put it in quotes.
					kind: HorizontalPodAutoscaler | kind: List | kind is 'List', but must be HorizontalPodAutoscaler.
					metadata: {name: a} | metadata: {} | metadata.name is missing.
					metadata: {name: a} | metadata: {name: A_b} | metadata.name must be a DNS name in lower case.
					metadata: {name: a} | metadata: {name: a, owner: me} | metadata.owner is not known or not supported.
					maxReplicas: 5 | maxReplicas: 0 | spec.maxReplicas is 0, but must be at least 1.
					maxReplicas: 5 | minReplicas: 1 | spec.maxReplicas is missing.
					apiVersion: apps/v1, | group: apps, | spec.scaleTargetRef.group is not known or not supported.
					apiVersion: apps/v1, | apiVersion: v1, | spec.scaleTargetRef.apiVersion must name a group and a version, such as apps/v1.
					kind: Deployment, |'' | spec.scaleTargetRef.kind is missing.
					spec: | data: | data is not known or not supported.
					""")
	void refuses_other_objects(String from, String to, String message) {
		refused(TestHpa.yaml("").replace(from, to), "hpa.yaml: " + message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					''                          | hpa.yaml: is empty; it must hold one HorizontalPodAutoscaler.
					'# nothing'                 | hpa.yaml: is empty; it must hold one HorizontalPodAutoscaler.
					'- a'                       | hpa.yaml: the document must be a HorizontalPodAutoscaler object.
					'a'                         | hpa.yaml: the document must be a HorizontalPodAutoscaler object.
					'{"a":1}\n{"kind":"Pod"}'   | hpa.yaml: holds no HorizontalPodAutoscaler; it holds an object without kind, Pod.
					""")
	void refuses_what_is_no_single_object(String text, String message) {
		refused(text.replace("\\n", "\n"), message);
	}

	@Test
	void reports_all_faults_of_a_file_at_once() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> read("""
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata: {name: A}
				spec:
				  scaleTargetRef: {kind: Deployment}
				  minReplicas: two
				  metrics:
				    - {type: Resource, resource: {name: cpu, target: {type: Utilisation, averageUtilization: 80%}}}
				    - {type: Pods, pods: {metric: {name: a/b}, target: {type: AverageValue}}}
				  behavior: {scaleUp: {selectPolicy: None, policies: []}}
				"""))
			.satisfies((error) -> assertThat(error.messages()).containsExactly(
					"hpa.yaml: metadata.name must be a DNS name in lower case.",
					"hpa.yaml: spec.metrics[0].resource.target.type is 'Utilisation', but must be Utilization,"
							+ " AverageValue or Value.",
					"hpa.yaml: spec.metrics[0].resource.target.averageUtilization must be a whole number.",
					"hpa.yaml: spec.metrics[1].pods.target.averageValue is missing.",
					"hpa.yaml: spec.metrics[1].pods.metric.name must not be '.' or '..' and must not contain '/' or"
							+ " '%'.",
					"hpa.yaml: spec.behavior.scaleUp.selectPolicy is 'None', but must be one of Max, Min, Disabled.",
					"hpa.yaml: spec.behavior.scaleUp.policies must hold at least one policy.",
					"hpa.yaml: spec.scaleTargetRef.name is missing.",
					"hpa.yaml: spec.scaleTargetRef.apiVersion is missing.",
					"hpa.yaml: spec.minReplicas must be a whole number.", "hpa.yaml: spec.maxReplicas is missing."));
	}

	@Test
	void bounds_the_faults_that_it_reports() {
		String fields = IntStream.range(0, 80).mapToObj((n) -> "field" + n + ": 1").collect(Collectors.joining("\n  "));
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> read(TestHpa.yaml(fields)))
			.satisfies((error) -> assertThat(error.messages()).hasSize(51).endsWith("hpa.yaml: and 30 more faults."));
	}

	@Test
	void refuses_a_field_that_is_there_twice() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> read(TestHpa.yaml("maxReplicas: 6")))
			.withMessageMatching("hpa\\.yaml: not readable as YAML or JSON at line \\d+: .*maxReplicas.*");
	}

	@Test
	void says_which_file_cannot_be_read() throws IOException {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Hpa.read(this.temporary.resolve("no")))
			.withMessageEndingWith("no does not exist.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Hpa.read(this.temporary))
			.withMessageEndingWith(" is a folder, not a file.");
		Path file = Files.write(this.temporary.resolve("l.yaml"), "ñ".getBytes(StandardCharsets.ISO_8859_1));
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Hpa.read(file))
			.withMessageEndingWith("l.yaml is not UTF-8 text.");
	}

	private void refused(String text, String message) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> read(text))
			.satisfies((error) -> assertThat(error.messages()).contains(message));
	}

	private Hpa read(String text) {
		try {
			return Hpa.read(Files.writeString(this.temporary.resolve("hpa.yaml"), text));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
