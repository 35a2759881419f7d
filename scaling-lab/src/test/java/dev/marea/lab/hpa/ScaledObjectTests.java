package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Metric.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** ScaledObjects, as the HorizontalPodAutoscalers that KEDA 2.18 makes of them. */
class ScaledObjectTests {

	@TempDir
	Path temporary;

	private final List<String> notices = new ArrayList<>();

	@Test
	void reads_the_hpa_that_keda_makes() throws IOException {
		Hpa hpa = read("""
				apiVersion: keda.sh/v1alpha1
				kind: ScaledObject
				metadata:
				  name: web
				  annotations: {scaledobject.keda.sh/transfer-hpa-ownership: "true"}
				spec:
				  advanced:
				    horizontalPodAutoscalerConfig:
				      behavior: {scaleDown: {policies: [{periodSeconds: 60, type: Percent, value: 5}]}}
				      name: own-name
				  maxReplicaCount: 56
				  minReplicaCount: 0
				  scaleTargetRef: {name: web}
				  triggers:
				    - type: cpu
				      metricType: Utilization
				      metadata: {value: "60"}
				    - metadata:
				        desiredReplicas: "45"
				        end: "0 15 * * 0-4"
				        start: "0 3 * * 1-5"
				        timezone: America/Los_Angeles
				      type: cron
				    - type: prometheus
				      metadata: {serverAddress: "http://p:9090", query: up, threshold: "1.5"}
				""", null);
		assertThat(hpa.name()).isEqualTo("own-name");
		assertThat(hpa.target()).isEqualTo(new Hpa.Target("apps/v1", "Deployment", "web"));
		assertThat(hpa.minReplicas()).isEqualTo(1);
		assertThat(hpa.maxReplicas()).isEqualTo(56);
		assertThat(hpa.metrics()).extracting(Metric::label)
			.containsExactly("s1-cron-America-Los_Angeles-03xx1-5-015xx0-4{scaledobject.keda.sh/name=web}",
					"s2-prometheus{scaledobject.keda.sh/name=web}", "cpu");
		assertThat(hpa.metrics()).extracting(Metric::target).containsExactly(1000L, 1500L, 60L);
		assertThat(hpa.behavior().scaleDown().policies().getFirst().value()).isEqualTo(5);
		assertThat(this.notices).containsExactly(
				"hpa.yaml: the document is a ScaledObject; it is read as the HorizontalPodAutoscaler that KEDA makes of it.",
				"hpa.yaml: spec has minReplicaCount 0: KEDA itself scales to 0 and from 0 to 1; its"
						+ " HorizontalPodAutoscaler has minReplicas 1.");
	}

	@Test
	void prints_what_reads_back_without_keda() throws IOException {
		Hpa hpa = trigger("rabbitmq", "queueName: a/b, mode: QueueLength, value: '20'", "");
		assertThat(read(hpa.toJson().toString(), null)).isEqualTo(hpa);
		assertThat(hpa.name()).isEqualTo("keda-hpa-web");
		assertThat(hpa.maxReplicas()).isEqualTo(100);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\1', textBlock = """
			kafka | topic: orders, consumerGroup: g, lagThreshold: '7' | s0-kafka-orders | 7000
			kafka | consumerGroup: g | s0-kafka-g-topics | 10000
			rabbitmq | queueName: a/b, queueLength: '5' | s0-rabbitmq-a-2Fb | 5000
			rabbitmq | queueName: a | s0-rabbitmq-a | 20000
			aws-sqs-queue | queueURL: 'https://sqs.eu-west-1.amazonaws.com/123/q.fifo' | s0-aws-sqs-q-fifo | 5000
			redis | listName: jobs | s0-redis-jobs | 5000
			redis-streams | stream: jobs, consumerGroup: g, pendingEntriesCount: '3' | s0-redis-streams-jobs | 3000
			azure-servicebus | topicName: t, messageCount: '3' | s0-azure-servicebus-t | 3000
			gcp-pubsub | subscriptionName: s, value: '2.5' | s0-gcp-ps-s | 2500
			metrics-api | valueLocation: 'a.b', targetValue: '4' | s0-metric-api-a-b | 4000
			kubernetes-workload | podSelector: a=b, value: '0.5' | s0-workload-shop | 500
			postgresql | targetQueryValue: '1.001' | s0-postgresql | 1000
			temporal | taskQueue: q | s0-temporal-default-q | 5000
			""")
	void names_the_metric_and_the_target_as_the_scaler_does(String type, String metadata, String name, long target)
			throws IOException {
		Metric metric = trigger(type, metadata, "").metrics().getFirst();
		assertThat(metric.name()).isEqualTo(name);
		assertThat(metric.target()).isEqualTo(target);
		assertThat(metric.kind()).isEqualTo(Kind.EXTERNAL_AVERAGE);
	}

	@Test
	void takes_the_metric_type_of_a_trigger() throws IOException {
		assertThat(trigger("prometheus", "threshold: '5'", "metricType: Value").metrics().getFirst().kind())
			.isEqualTo(Kind.EXTERNAL_VALUE);
		assertThat(trigger("memory", "value: 1Gi, containerName: app", "metricType: AverageValue").metrics())
			.containsExactly(new Metric(Kind.CONTAINER_AVERAGE, "memory", "app", null, null, 1_073_741_824_000L));
		assertThat(trigger("cpu", "type: Utilization, value: '50'", "").metrics())
			.containsExactly(new Metric(Kind.RESOURCE_UTILIZATION, "cpu", 50));
	}

	@Test
	void replaces_external_metrics_by_the_composite_one() throws IOException {
		Hpa hpa = read(scaledObject("prometheus", "threshold: '5'", "").replace("  scaleTargetRef",
				"  advanced: {scalingModifiers: {formula: a + b, target: '3'}}\n  scaleTargetRef"), null);
		assertThat(hpa.metrics()).extracting(Metric::label)
			.containsExactly("composite-metric{scaledobject.keda.sh/name=web}");
		assertThat(hpa.metrics().getFirst().target()).isEqualTo(3000);
	}

	@Test
	void follows_the_annotations_that_pause() throws IOException {
		String text = scaledObject("prometheus", "threshold: '5'", "");
		Hpa in = read(text.replace("namespace: shop",
				"namespace: shop, annotations: {autoscaling.keda.sh/paused-scale-in: 'true'}"), null);
		assertThat(in.behavior().scaleDown().selectPolicy()).isEqualTo(Select.DISABLED);
		assertThat(in.behavior().scaleUp().selectPolicy()).isEqualTo(Select.MAX);
		Hpa fixed = read(text.replace("namespace: shop",
				"namespace: shop, annotations: {autoscaling.keda.sh/paused-replicas: '4'}"), null);
		assertThat(fixed.minReplicas()).isEqualTo(fixed.maxReplicas()).isEqualTo(4);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\1',
			textBlock = """
					external | scalerAddress: 'a:1' | spec.triggers[0].type is 'external', whose metric only KEDA knows; give what 'kubectl get hpa keda-hpa-web -o yaml' prints instead.
					prometheus | query: up | spec.triggers[0].metadata.threshold is missing.
					prometheus | threshold: 5 | spec.triggers[0].metadata.threshold must be a string; put it in quotes.
					prometheus | threshold: many | spec.triggers[0].metadata.threshold must be a number.
					prometheus | threshold: '-1' | spec.triggers[0].metadata.threshold must be above zero.
					kafka | topic: t, lagThreshold: '1.5' | spec.triggers[0].metadata.lagThreshold must be a whole number.
					cpu | value: '50' | spec.triggers[0] needs metricType: Utilization or AverageValue.
					""")
	void refuses_with_the_path_of_the_field(String type, String metadata, String message) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> trigger(type, metadata, ""))
			.satisfies((error) -> assertThat(error.messages()).contains("hpa.yaml: " + message));
	}

	@Test
	void is_chosen_by_its_own_name_or_that_of_its_hpa() throws IOException {
		String both = scaledObject("prometheus", "threshold: '5'", "") + "---\n" + TestHpa.JSON;
		assertThat(read(both, "web").name()).isEqualTo("keda-hpa-web");
		assertThat(read(both, "keda-hpa-web").name()).isEqualTo("keda-hpa-web");
		assertThat(read(both, "a").name()).isEqualTo("a");
	}

	private Hpa trigger(String type, String metadata, String more) throws IOException {
		return read(scaledObject(type, metadata, more), null);
	}

	private static String scaledObject(String type, String metadata, String more) {
		return """
				apiVersion: keda.sh/v1alpha1
				kind: ScaledObject
				metadata: {name: web, namespace: shop}
				spec:
				  minReplicaCount: 2
				  scaleTargetRef: {name: web}
				  triggers:
				    - type: %s
				      metadata: {%s}
				      %s
				""".formatted(type, metadata, more);
	}

	private Hpa read(String text, @Nullable String name) throws IOException {
		return Hpa.read(Files.writeString(this.temporary.resolve("hpa.yaml"), text), name, this.notices::add);
	}

}
