package dev.marea.lab.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.marea.lab.cli.Finding;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.run.Event;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * On a real cluster. It runs CoreDNS, because every cluster has its image.
 */
@Tag("cluster")
@EnabledIfSystemProperty(named = "marea.required", matches = "cluster",
		disabledReason = "Runs with -Pcluster, on the cluster that KUBECONFIG names")
class KubernetesIT {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final String namespace = "marea-lab-" + UUID.randomUUID().toString().substring(0, 8);

	private final KubernetesClient client = KubernetesPlace.client();

	private final List<ObservedEvent> told = new CopyOnWriteArrayList<>();

	@BeforeEach
	void create() {
		this.client.resource(new NamespaceBuilder().withNewMetadata().withName(this.namespace).endMetadata().build())
			.create();
		this.client
			.resource(new ConfigMapBuilder().withNewMetadata()
				.withName("web")
				.withNamespace(this.namespace)
				.endMetadata()
				// Not every build of it has its default plugins.
				.addToData("Corefile", ".:1053 {\n    health :1080\n}\n")
				.build())
			.create();
		this.client.resource(deployment(dns())).create();
		this.client
			.resource(new ServiceBuilder().withNewMetadata()
				.withName("web")
				.withNamespace(this.namespace)
				.endMetadata()
				.withNewSpec()
				.addToSelector("app", "web")
				.addNewPort()
				.withPort(1053)
				.endPort()
				.endSpec()
				.build())
			.create();
	}

	@AfterEach
	void delete() {
		this.client.namespaces().withName(this.namespace).delete();
		this.client.close();
	}

	@Test
	void sees_pods_come_and_go() {
		try (Observer observer = place().watch(KubernetesPlace.client(), null).observer()) {
			observer.listen(this.told::add);
			this.client.apps().deployments().inNamespace(this.namespace).withName("web").scale(2);
			await().atMost(PATIENCE).until(() -> count(Event.LISTED) == 2);
			assertThat(observer.snapshot().desired()).isEqualTo(2);
			await().untilAsserted(
					() -> assertThat(observer.snapshot().instances("web")).hasSize(2).allMatch(Instance::ready));
			this.client.apps().deployments().inNamespace(this.namespace).withName("web").scale(1);
			await().atMost(PATIENCE).until(() -> count(Event.GONE) == 1);
			String gone = this.told.stream()
				.filter((event) -> event.kind().equals(Event.GONE))
				.findFirst()
				.orElseThrow()
				.instance();
			assertThat(this.told).filteredOn((event) -> gone.equals(event.instance()))
				.extracting(ObservedEvent::kind)
				.contains(Event.LISTED, Event.UNLISTED)
				.containsSubsequence(Event.CREATED, Event.SCHEDULED, Event.STARTED, Event.READY, Event.TERMINATING,
						Event.GONE);
			assertThat(this.told).filteredOn((event) -> event.kind().equals(Event.DECISION))
				.extracting(ObservedEvent::desired)
				.containsExactly(2, 1);
			assertThat(this.told).isSortedAccordingTo((one, other) -> Long.compare(one.nanos(), other.nanos()));
		}
	}

	@Test
	void finds_out_why_an_autoscaler_has_no_metric() {
		this.client
			.resource(new HorizontalPodAutoscalerBuilder(Objects.hpa("web", "web")).editMetadata()
				.withNamespace(this.namespace)
				.endMetadata()
				.build())
			.create();
		this.client.apps().deployments().inNamespace(this.namespace).withName("web").scale(1);
		await().atMost(PATIENCE)
			.until(() -> this.client.pods()
				.inNamespace(this.namespace)
				.list()
				.getItems()
				.stream()
				.anyMatch(PodLife::isReady));
		assertThat(new ClusterCheck(this.client, this.namespace).check()).extracting(Finding::text)
			.contains("HPA web uses cpu utilization, but container dns of Deployment web requests none");
	}

	private long count(String kind) {
		return this.told.stream().filter((event) -> event.kind().equals(kind)).count();
	}

	private KubernetesPlace place() {
		return CommandLine.populateCommand(new KubernetesPlace(), "-n", this.namespace);
	}

	/** A pod of the cluster's own DNS. */
	private Pod dns() {
		return this.client.pods()
			.inNamespace("kube-system")
			.withLabel("k8s-app", "kube-dns")
			.list()
			.getItems()
			.getFirst();
	}

	/** Runs where the image is. */
	private Deployment deployment(Pod dns) {
		Map<String, String> labels = Map.of("app", "web");
		return new DeploymentBuilder().withNewMetadata()
			.withName("web")
			.withNamespace(this.namespace)
			.endMetadata()
			.withNewSpec()
			.withReplicas(0)
			.withNewSelector()
			.withMatchLabels(labels)
			.endSelector()
			.withNewTemplate()
			.withNewMetadata()
			.withLabels(labels)
			.endMetadata()
			.withNewSpec()
			.withNodeName(dns.getSpec().getNodeName())
			.withTerminationGracePeriodSeconds(5L)
			.addNewContainer()
			.withName("dns")
			.withImage(dns.getSpec().getContainers().getFirst().getImage())
			.withImagePullPolicy("IfNotPresent")
			.withArgs("-conf", "/etc/coredns/Corefile")
			.addNewVolumeMount()
			.withName("config")
			.withMountPath("/etc/coredns")
			.endVolumeMount()
			.endContainer()
			.addNewVolume()
			.withName("config")
			.withNewConfigMap()
			.withName("web")
			.endConfigMap()
			.endVolume()
			.endSpec()
			.endTemplate()
			.endSpec()
			.build();
	}

}
