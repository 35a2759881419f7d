package dev.marea.lab.kubernetes;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import org.jspecify.annotations.Nullable;

/** Objects as the API server returns them. */
final class Objects {

	private Objects() {
	}

	static PodBuilder pod(String name) {
		return new PodBuilder().withNewMetadata()
			.withName(name)
			.withNamespace("shop")
			.withLabels(Map.of("app", "web"))
			.endMetadata()
			.withNewSpec()
			.endSpec();
	}

	static PodBuilder scheduled(String name) {
		return pod(name).editSpec().withNodeName("node-1").endSpec();
	}

	static PodBuilder started(String name, int restarts) {
		return scheduled(name).withNewStatus()
			.withPhase("Running")
			.withPodIP("10.0.0.1")
			.addNewContainerStatus()
			.withRestartCount(restarts)
			.withNewState()
			.withNewRunning()
			.endRunning()
			.endState()
			.endContainerStatus()
			.endStatus();
	}

	static Pod ready(String name) {
		return started(name, 0).editStatus()
			.addNewCondition()
			.withType("Ready")
			.withStatus("True")
			.endCondition()
			.endStatus()
			.build();
	}

	static Pod terminating(String name) {
		return new PodBuilder(ready(name)).editMetadata()
			.withDeletionTimestamp("2026-01-01T00:00:00Z")
			.withDeletionGracePeriodSeconds(30L)
			.endMetadata()
			.build();
	}

	static Deployment deployment(String name, int replicas, @Nullable String cpuRequest) {
		return new DeploymentBuilder().withNewMetadata()
			.withName(name)
			.withNamespace("shop")
			.endMetadata()
			.withNewSpec()
			.withReplicas(replicas)
			.withSelector(new LabelSelectorBuilder().withMatchLabels(Map.of("app", "web")).build())
			.withNewTemplate()
			.withNewMetadata()
			.endMetadata()
			.withNewSpec()
			.addNewContainer()
			.withName("app")
			.withNewResources()
			.withRequests((cpuRequest != null) ? Map.of("cpu", new Quantity(cpuRequest)) : Map.of())
			.endResources()
			.endContainer()
			.endSpec()
			.endTemplate()
			.endSpec()
			.build();
	}

	static HorizontalPodAutoscaler hpa(String name, String deployment) {
		return new HorizontalPodAutoscalerBuilder().withNewMetadata()
			.withName(name)
			.withNamespace("shop")
			.endMetadata()
			.withNewSpec()
			.withNewScaleTargetRef("apps/v1", "Deployment", deployment)
			.withMinReplicas(1)
			.withMaxReplicas(5)
			.addNewMetric()
			.withType("Resource")
			.withNewResource()
			.withName("cpu")
			.withNewTarget()
			.withType("Utilization")
			.withAverageUtilization(50)
			.endTarget()
			.endResource()
			.endMetric()
			.endSpec()
			.build();
	}

	/** With what it says of itself. */
	static HorizontalPodAutoscaler saying(HorizontalPodAutoscaler hpa, String type, String status, String reason,
			@Nullable Integer utilization) {
		HorizontalPodAutoscalerBuilder builder = new HorizontalPodAutoscalerBuilder(hpa).withNewStatus()
			.addNewCondition()
			.withType(type)
			.withStatus(status)
			.withReason(reason)
			.withMessage("so it is")
			.endCondition()
			.endStatus();
		if (utilization != null) {
			builder.editStatus()
				.addNewCurrentMetric()
				.withType("Resource")
				.withNewResource()
				.withName("cpu")
				.withNewCurrent()
				.withAverageUtilization(utilization)
				.endCurrent()
				.endResource()
				.endCurrentMetric()
				.endStatus();
		}
		return builder.build();
	}

	static Node node(String name, boolean ready) {
		return new NodeBuilder().withNewMetadata()
			.withName(name)
			.endMetadata()
			.withNewSpec()
			.endSpec()
			.withNewStatus()
			.addNewCondition()
			.withType("Ready")
			.withStatus(ready ? "True" : "Unknown")
			.endCondition()
			.endStatus()
			.build();
	}

	static EndpointSlice slice(String name, String... pods) {
		return new EndpointSliceBuilder().withNewMetadata()
			.withName(name)
			.withNamespace("shop")
			.withLabels(Map.of("kubernetes.io/service-name", "web"))
			.endMetadata()
			.withEndpoints(List.of(pods)
				.stream()
				.map((pod) -> new io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder()
					.withAddresses("10.0.0.1")
					.withNewTargetRef()
					.withKind("Pod")
					.withName(pod)
					.endTargetRef()
					.build())
				.toList())
			.build();
	}

}
