package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.cli.Finding;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * Finds why the autoscalers of a namespace show {@code <unknown>} or do not scale. If one
 * fault explains another, only the first is named.
 */
public final class ClusterCheck {

	private final KubernetesClient client;

	private final String namespace;

	private final MetricsSources sources;

	private final List<Finding> findings = new ArrayList<>();

	ClusterCheck(KubernetesClient client, @Nullable String namespace) {
		this.client = client;
		this.namespace = (namespace != null) ? namespace : Objects.requireNonNullElse(client.getNamespace(), "default");
		this.sources = new MetricsSources(client);
	}

	/**
	 * Checks a namespace of the kubeconfig's cluster.
	 * @param namespace absent for the context's namespace
	 */
	public static List<Finding> check(@Nullable String namespace) {
		try (KubernetesClient client = KubernetesPlace.client()) {
			return new ClusterCheck(client, namespace).check();
		}
	}

	List<Finding> check() {
		try {
			this.findings.add(Finding.good("Kubernetes %s at %s"
				.formatted(this.client.getKubernetesVersion().getGitVersion(), this.client.getMasterUrl())));
			List<HorizontalPodAutoscaler> scalers = this.client.autoscaling()
				.v2()
				.horizontalPodAutoscalers()
				.inNamespace(this.namespace)
				.list()
				.getItems();
			this.findings.addAll(this.sources.scaledObjects(this.namespace));
			if (scalers.isEmpty()) {
				this.findings.add(Finding.wrong("namespace %s has no HorizontalPodAutoscaler".formatted(this.namespace),
						"give -n NAMESPACE, or install one; nothing scales there"));
			}
			metrics(scalers);
			scalers.forEach(this::scaler);
		}
		catch (KubernetesClientException ex) {
			this.findings.add(
					Finding.wrong("the cluster at %s does not answer as expected".formatted(this.client.getMasterUrl()),
							KubernetesPlace.reason(ex) + " Check KUBECONFIG and 'kubectl auth can-i --list'"));
		}
		return this.findings;
	}

	/** The APIs of all their metrics, each once. */
	private void metrics(List<HorizontalPodAutoscaler> scalers) {
		Set<String> types = scalers.stream()
			.flatMap((hpa) -> hpa.getSpec().getMetrics().stream())
			.map(MetricSpec::getType)
			.collect(Collectors.toCollection(TreeSet::new));
		types.stream().map(MetricsSources::apiOf).distinct().map(this.sources::check).forEach(this.findings::add);
	}

	private void scaler(HorizontalPodAutoscaler hpa) {
		String name = "HPA " + hpa.getMetadata().getName();
		String target = hpa.getSpec().getScaleTargetRef().getName();
		int before = bad();
		if ("Deployment".equals(hpa.getSpec().getScaleTargetRef().getKind())) {
			Deployment deployment = this.client.apps().deployments().inNamespace(this.namespace).withName(target).get();
			if (deployment == null) {
				this.findings.add(Finding.wrong("%s scales Deployment %s, which does not exist".formatted(name, target),
						"correct spec.scaleTargetRef.name, or install it"));
				return;
			}
			requests(hpa, deployment);
			pods(name, deployment, scalesToZero(hpa));
		}
		String inactive = Autoscaling.inactive(hpa);
		if (inactive == null) {
			this.findings.add(hpa.getStatus() == null || hpa.getStatus().getConditions().isEmpty()
					? Finding.poor(name + " has not been synced yet", "wait 15 s, the controller's period")
					: Finding.good(name + " has its metric"));
		}
		else if (bad() == before && this.sources.allThere()) {
			this.findings.add(Finding.wrong("%s has no metric: %s".formatted(name, inactive),
					"if its pods are younger than a minute, wait; else see 'kubectl -n %s describe hpa %s'"
						.formatted(this.namespace, hpa.getMetadata().getName())));
		}
	}

	private int bad() {
		return (int) this.findings.stream().filter((finding) -> finding.grade() == Finding.Grade.WRONG).count();
	}

	/** A utilization needs the request of the container that it names, or of all. */
	private void requests(HorizontalPodAutoscaler hpa, Deployment deployment) {
		PodSpec pod = deployment.getSpec().getTemplate().getSpec();
		// Containers that start first and go on running count as well.
		List<Container> containers = Stream
			.concat(pod.getContainers().stream(),
					pod.getInitContainers().stream().filter((init) -> "Always".equals(init.getRestartPolicy())))
			.toList();
		for (MetricSpec metric : hpa.getSpec().getMetrics()) {
			switch (metric.getType()) {
				case "Resource" -> {
					if (metric.getResource().getTarget().getAverageUtilization() != null && !requestsOfPod(pod)) {
						requests(hpa, deployment, metric.getResource().getName(), containers);
					}
				}
				case "ContainerResource" -> {
					String name = metric.getContainerResource().getContainer();
					List<Container> named = containers.stream().filter((it) -> name.equals(it.getName())).toList();
					if (named.isEmpty()) {
						this.findings.add(Finding.wrong(
								"HPA %s uses %s of container %s, which Deployment %s does not have".formatted(
										hpa.getMetadata().getName(), metric.getContainerResource().getName(), name,
										deployment.getMetadata().getName()),
								"correct spec.metrics[].containerResource.container"));
					}
					else if (metric.getContainerResource().getTarget().getAverageUtilization() != null) {
						requests(hpa, deployment, metric.getContainerResource().getName(), named);
					}
				}
				default -> {
				}
			}
		}
	}

	/** Requests of the whole pod take precedence over those of its containers. */
	private static boolean requestsOfPod(PodSpec pod) {
		return pod.getResources() != null && pod.getResources().getRequests() != null
				&& !pod.getResources().getRequests().isEmpty();
	}

	private void requests(HorizontalPodAutoscaler hpa, Deployment deployment, String resource,
			List<Container> containers) {
		List<String> without = containers.stream()
			.filter((container) -> !hasRequest(container, resource))
			.map(Container::getName)
			.toList();
		if (!without.isEmpty()) {
			this.findings.add(Finding.wrong(
					"HPA %s uses %s utilization, but container %s of Deployment %s requests none".formatted(
							hpa.getMetadata().getName(), resource, String.join(", ", without),
							deployment.getMetadata().getName()),
					"set resources.requests.%s of every container".formatted(resource)));
		}
	}

	/** A limit without a request counts as the request. */
	private static boolean hasRequest(Container container, String resource) {
		if (container.getResources() == null) {
			return false;
		}
		Map<String, Quantity> requests = Objects.requireNonNullElse(container.getResources().getRequests(), Map.of());
		Map<String, Quantity> limits = Objects.requireNonNullElse(container.getResources().getLimits(), Map.of());
		return requests.containsKey(resource) || limits.containsKey(resource);
	}

	private static boolean scalesToZero(HorizontalPodAutoscaler hpa) {
		return Integer.valueOf(0).equals(hpa.getSpec().getMinReplicas());
	}

	private void pods(String name, Deployment deployment, boolean scalesToZero) {
		List<Pod> pods = this.client.pods()
			.inNamespace(this.namespace)
			.withLabelSelector(deployment.getSpec().getSelector())
			.list()
			.getItems();
		List<Pod> unready = pods.stream().filter((pod) -> !PodLife.isReady(pod)).toList();
		if (pods.isEmpty() && scalesToZero) {
			this.findings.add(Finding.good("%s may scale Deployment %s to 0, and it has no pod now".formatted(name,
					deployment.getMetadata().getName())));
		}
		else if (pods.isEmpty()) {
			this.findings
				.add(Finding.wrong("%s: Deployment %s has no pod".formatted(name, deployment.getMetadata().getName()),
						"scale it to 1 or more: with 0 replicas an autoscaler is off"));
		}
		else if (!unready.isEmpty()) {
			String text = "%s: %d of %d pods of Deployment %s are not ready (%s)".formatted(name, unready.size(),
					pods.size(), deployment.getMetadata().getName(),
					unready.stream().map(ClusterCheck::why).distinct().collect(Collectors.joining(", ")));
			String cure = "the autoscaler ignores their figures; see 'kubectl -n %s describe pod %s'"
				.formatted(this.namespace, unready.getFirst().getMetadata().getName());
			this.findings.add((unready.size() == pods.size()) ? Finding.wrong(text, cure) : Finding.poor(text, cure));
		}
	}

	private static String why(Pod pod) {
		return pod.getStatus()
			.getContainerStatuses()
			.stream()
			.map(ContainerStatus::getState)
			.filter((state) -> state != null && state.getWaiting() != null)
			.map((state) -> state.getWaiting().getReason())
			.findFirst()
			.orElse(("Running".equals(pod.getStatus().getPhase())) ? "readiness probe" : pod.getStatus().getPhase());
	}

}
