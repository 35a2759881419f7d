package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Metric.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Versions before {@code autoscaling/v2}, as API servers convert them. */
class OldVersionsTests {

	@TempDir
	Path temporary;

	private final List<String> notices = new ArrayList<>();

	@Test
	void converts_v1() {
		Hpa hpa = read("v1", "{name: a}", "targetCPUUtilizationPercentage: 70");
		assertThat(hpa.metrics()).containsExactly(new Metric(Kind.RESOURCE_UTILIZATION, "cpu", 70));
		assertThat(this.notices)
			.containsExactly("hpa.yaml: apiVersion is autoscaling/v1; it is read as autoscaling/v2.");
	}

	@Test
	void fills_in_the_default_of_v1() {
		assertThat(read("v1", "{name: a}", "").metrics()).isEqualTo(MetricParser.DEFAULT);
	}

	@Test
	void reads_what_v1_keeps_in_annotations() {
		Hpa hpa = read("v1", """
				{name: a, annotations: {
				  autoscaling.alpha.kubernetes.io/metrics: '[{"type":"Resource","resource":{"name":"memory",\
				"targetAverageValue":"1Gi"}},{"type":"External","external":{"metricName":"q",\
				"metricSelector":{"matchLabels":{"a":"b"}},"targetValue":"5"}}]',
				  autoscaling.alpha.kubernetes.io/behavior: '{"ScaleDown":{"SelectPolicy":"Disabled",\
				"StabilizationWindowSeconds":60,"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":30}]}}',
				  autoscaling.alpha.kubernetes.io/conditions: 'no JSON'}}""", "targetCPUUtilizationPercentage: 70");
		assertThat(hpa.metrics()).extracting(Metric::label).containsExactly("memory", "q{a=b}", "cpu");
		assertThat(hpa.behavior().scaleDown().selectPolicy()).isEqualTo(Select.DISABLED);
		assertThat(hpa.behavior().scaleDown().stabilizationWindowSeconds()).isEqualTo(60);
	}

	@Test
	void converts_v2beta1() {
		Hpa hpa = read("v2beta1", "{name: a}", """
				metrics:
				  - {type: Resource, resource: {name: cpu, targetAverageUtilization: 50}}
				  - {type: ContainerResource, containerResource: {name: cpu, container: c, targetAverageValue: 1}}
				  - {type: Pods, pods: {metricName: queue-length, targetAverageValue: 1k}}
				  - type: Object
				    object:
				      metricName: requests-per-second
				      target: {apiVersion: extensions/v1beta1, kind: Ingress, name: main}
				      averageValue: 10
				      targetValue: 10 # must be there, means nothing beside averageValue
				  - {type: Object, object: {metricName: rps, target: {kind: Service, name: s}, targetValue: 3}}
				  - type: External
				    external:
				      metricName: sqs
				      metricSelector: {matchLabels: {queue-name: foobar}}
				      targetAverageValue: 30
				  - {type: External, external: {metricName: sqs, targetValue: 30}}
				""".indent(2).strip());
		assertThat(hpa.metrics()).extracting(Metric::kind)
			.containsExactly(Kind.RESOURCE_UTILIZATION, Kind.CONTAINER_AVERAGE, Kind.PODS_AVERAGE, Kind.OBJECT_AVERAGE,
					Kind.OBJECT_VALUE, Kind.EXTERNAL_AVERAGE, Kind.EXTERNAL_VALUE);
		assertThat(hpa.metrics()).extracting(Metric::target)
			.containsExactly(50L, 1000L, 1_000_000L, 10_000L, 3000L, 30_000L, 30_000L);
		assertThat(this.notices).containsExactly("hpa.yaml: apiVersion is autoscaling/v2beta1, which Kubernetes removed"
				+ " in 1.25; it is read as autoscaling/v2.");
	}

	@Test
	void refuses_fields_of_v2_in_v2beta1() {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> read("v2beta1", "{name: a}",
					"metrics: [{type: Pods, pods: {metric: {name: a}, targetAverageValue: 1}}]"))
			.satisfies((error) -> assertThat(error.messages()).containsExactly(
					"hpa.yaml: spec.metrics[0].pods.metric is not known or not supported.",
					"hpa.yaml: spec.metrics[0].pods.metricName is missing."));
	}

	@Test
	void reads_v2beta2_as_v2() {
		Hpa hpa = read("v2beta2", "{name: a}",
				"metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 50m}}}]");
		assertThat(hpa.metrics()).containsExactly(new Metric(Kind.RESOURCE_AVERAGE, "cpu", 50));
		assertThat(this.notices).containsExactly("hpa.yaml: apiVersion is autoscaling/v2beta2, which Kubernetes removed"
				+ " in 1.26; it is read as autoscaling/v2.");
	}

	private Hpa read(String version, String metadata, String line) {
		String text = """
				apiVersion: autoscaling/%s
				kind: HorizontalPodAutoscaler
				metadata: %s
				spec:
				  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b}
				  maxReplicas: 5
				  %s
				""".formatted(version, metadata.replace("\n", "\n  "), line);
		try {
			return Hpa.read(Files.writeString(this.temporary.resolve("hpa.yaml"), text), null, this.notices::add);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
