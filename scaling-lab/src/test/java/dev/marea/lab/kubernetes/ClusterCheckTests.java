package dev.marea.lab.kubernetes;

import java.util.List;

import dev.marea.lab.cli.Finding;
import dev.marea.lab.cli.Finding.Grade;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterCheckTests {

	private final MockCluster cluster = new MockCluster();

	private final KubernetesClient client = this.cluster.client();

	@BeforeEach
	void version() {
		this.cluster.answer("/version", 200, "{\"major\":\"1\",\"minor\":\"35\",\"gitVersion\":\"v1.35.0\"}");
	}

	@AfterEach
	void close() {
		this.client.close();
		this.cluster.close();
	}

	@Test
	void finds_nothing_wrong_where_an_autoscaler_has_its_metric() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 1, "100m"), Objects.ready("web-1"), active(Objects.hpa("web", "web")));
		assertThat(check()).allMatch((finding) -> finding.grade() == Grade.GOOD)
			.extracting(Finding::text)
			.contains("metrics.k8s.io answers", "HPA web has its metric");
	}

	@Test
	void names_a_metrics_server_that_is_missing_and_not_what_follows_from_it() {
		this.cluster.answer("/apis/apiregistration.k8s.io/v1/apiservices", 200, "{\"items\":[]}");
		create(Objects.deployment("web", 1, "100m"), Objects.ready("web-1"), unknown(Objects.hpa("web", "web")));
		assertThat(bad()).containsExactly(Finding.missing("nothing serves metrics.k8s.io",
				"install metrics-server (on kind with --kubelet-insecure-tls)"));
	}

	@Test
	void names_a_metrics_server_that_does_not_answer() {
		this.cluster.serves("metrics.k8s.io", false);
		create(Objects.deployment("web", 1, "100m"), Objects.ready("web-1"), unknown(Objects.hpa("web", "web")));
		assertThat(bad()).singleElement()
			.satisfies(
					(finding) -> assertThat(finding.text()).isEqualTo("metrics.k8s.io does not answer (no response)"))
			.satisfies((finding) -> assertThat(finding.cure()).contains("kube-system"));
	}

	@Test
	void names_the_container_that_requests_no_cpu() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 1, null), Objects.ready("web-1"), unknown(Objects.hpa("web", "web")));
		assertThat(bad()).containsExactly(
				Finding.wrong("HPA web uses cpu utilization, but container app of Deployment web requests none",
						"set resources.requests.cpu of every container"));
	}

	@Test
	void looks_only_at_the_container_that_a_metric_names() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 1, null), Objects.ready("web-1"), unknown(ofContainer("app")));
		assertThat(bad()).containsExactly(
				Finding.wrong("HPA web uses cpu utilization, but container app of Deployment web requests none",
						"set resources.requests.cpu of every container"));
	}

	@Test
	void names_a_container_that_the_deployment_does_not_have() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 1, "100m"), Objects.ready("web-1"), unknown(ofContainer("proxy")));
		assertThat(bad())
			.containsExactly(Finding.wrong("HPA web uses cpu of container proxy, which Deployment web does not have",
					"correct spec.metrics[].containerResource.container"));
	}

	@Test
	void takes_no_pods_for_right_where_the_minimum_is_0() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 0, "100m"),
				active(new HorizontalPodAutoscalerBuilder(Objects.hpa("web", "web")).editSpec()
					.withMinReplicas(0)
					.endSpec()
					.build()));
		assertThat(bad()).isEmpty();
	}

	private static HorizontalPodAutoscaler ofContainer(String name) {
		return new HorizontalPodAutoscalerBuilder(Objects.hpa("web", "web")).editSpec()
			.withMetrics(new MetricSpecBuilder().withType("ContainerResource")
				.withNewContainerResource()
				.withName("cpu")
				.withContainer(name)
				.withNewTarget()
				.withType("Utilization")
				.withAverageUtilization(60)
				.endTarget()
				.endContainerResource()
				.build())
			.endSpec()
			.build();
	}

	@Test
	void names_a_deployment_that_does_not_exist() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.hpa("web", "wbe"));
		assertThat(bad()).extracting(Finding::text)
			.containsExactly("HPA web scales Deployment wbe, which does not exist");
	}

	@Test
	void names_pods_that_are_not_ready_and_why() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 1, "100m"), Objects.started("web-1", 0).build(),
				unknown(Objects.hpa("web", "web")));
		assertThat(bad()).extracting(Finding::text)
			.containsExactly("HPA web: 1 of 1 pods of Deployment web are not ready (readiness probe)");
	}

	@Test
	void names_a_deployment_without_pods() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 0, "100m"), unknown(Objects.hpa("web", "web")));
		assertThat(bad()).extracting(Finding::text).containsExactly("HPA web: Deployment web has no pod");
	}

	@Test
	void wants_keda_for_external_metrics() {
		this.cluster.serves("metrics.k8s.io", true);
		HorizontalPodAutoscaler external = new HorizontalPodAutoscalerBuilder(Objects.hpa("web", "web")).editSpec()
			.editMetric(0)
			.withType("External")
			.withResource(null)
			.endMetric()
			.endSpec()
			.build();
		create(Objects.deployment("web", 1, "100m"), Objects.ready("web-1"), unknown(external));
		assertThat(bad()).containsExactly(
				Finding.missing("nothing serves external.metrics.k8s.io", "install KEDA or another metrics adapter"));
	}

	@Test
	void passes_on_what_keda_says_of_its_objects() {
		this.cluster.answer("/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects", 200, """
				{"items":[{"metadata":{"name":"web"},"status":{"conditions":[
				 {"type":"Ready","status":"False","message":"no such Deployment"}]}},{"metadata":{"name":"new"}}]}""");
		assertThat(bad()).extracting(Finding::text)
			.containsExactly("ScaledObject web is not ready: no such Deployment",
					"ScaledObject new was never processed", "namespace shop has no HorizontalPodAutoscaler");
	}

	@Test
	void passes_on_what_the_autoscaler_says_where_nothing_explains_it() {
		this.cluster.serves("metrics.k8s.io", true);
		create(Objects.deployment("web", 1, "100m"), Objects.ready("web-1"), unknown(Objects.hpa("web", "web")));
		assertThat(bad()).extracting(Finding::text).containsExactly("HPA web has no metric: so it is");
	}

	@Test
	void says_that_the_cluster_does_not_answer() {
		this.cluster.close();
		assertThat(check()).singleElement()
			.satisfies((finding) -> assertThat(finding.grade()).isEqualTo(Grade.WRONG))
			.satisfies((finding) -> assertThat(finding.text()).endsWith("does not answer as expected"));
	}

	private void create(HasMetadata... objects) {
		for (HasMetadata object : objects) {
			this.client.resource(object).create();
			if (object instanceof HorizontalPodAutoscaler || object.getKind().equals("Pod")) {
				this.client.resource(object).updateStatus();
			}
		}
	}

	private List<Finding> check() {
		return new ClusterCheck(this.client, "shop").check();
	}

	private List<Finding> bad() {
		return check().stream()
			.filter((finding) -> finding.grade() == Grade.WRONG || finding.grade() == Grade.MISSING)
			.toList();
	}

	private static HorizontalPodAutoscaler active(HorizontalPodAutoscaler hpa) {
		return Objects.saying(hpa, "ScalingActive", "True", "ValidMetricFound", 20);
	}

	private static HorizontalPodAutoscaler unknown(HorizontalPodAutoscaler hpa) {
		return Objects.saying(hpa, "ScalingActive", "False", "FailedGetResourceMetric", null);
	}

}
