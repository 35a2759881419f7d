package dev.marea.lab.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * The address and names of the pods' meters, in Prometheus' text format.
 *
 * @param port of the pod
 * @param path of the page
 * @param requests names of the counter of requests; the first that a page has is read
 */
record PodMeters(int port, String path, List<String> requests) {

	/**
	 * Usual counters of requests: this project's, Micrometer's, OpenTelemetry's,
	 * Prometheus clients' and the NGINX exporter's.
	 */
	static final List<String> USUAL = List.of("marea_requests_total", "http_server_requests_seconds_count",
			"http_server_request_duration_seconds_count", "http_requests_total", "http_request_duration_seconds_count",
			"nginx_http_requests_total");

	/** In-flight requests, as the services of this project count them. */
	static final String IN_FLIGHT = "marea_requests_in_flight";

	/** CPU time of a JVM, as Micrometer counts it. */
	static final String CPU_NANOS = "process_cpu_time_ns_total";

	static final String PATH = "/actuator/prometheus";

	/**
	 * By the options, otherwise by the Deployment; absent if neither names it.
	 */
	static @Nullable PodMeters of(Deployment deployment, @Nullable Integer port, @Nullable String path,
			List<String> requests) {
		Map<String, String> annotations = Objects
			.requireNonNullElse(deployment.getSpec().getTemplate().getMetadata().getAnnotations(), Map.of());
		Optional<Integer> annotated = Optional.ofNullable(annotations.get("prometheus.io/port"))
			.filter((text) -> text.matches("\\d{1,5}"))
			.map(Integer::valueOf);
		String page = (path != null) ? path : annotations.getOrDefault("prometheus.io/path", PATH);
		return Stream
			.of(Optional.ofNullable(port), annotated, named(deployment, "management"), named(deployment, "metrics"))
			.flatMap(Optional::stream)
			.findFirst()
			.map((found) -> new PodMeters(found, page.startsWith("/") ? page : "/" + page, requests))
			.orElse(null);
	}

	private static Optional<Integer> named(Deployment deployment, String name) {
		return deployment.getSpec()
			.getTemplate()
			.getSpec()
			.getContainers()
			.stream()
			.flatMap((container) -> container.getPorts().stream())
			.filter((port) -> name.equals(port.getName()))
			.map(ContainerPort::getContainerPort)
			.findFirst();
	}

	/** The API server's proxy path of a pod's meters. */
	String proxied(String namespace, String pod) {
		return "/api/v1/namespaces/%s/pods/%s:%d/proxy%s".formatted(namespace, pod, this.port, this.path);
	}

	/**
	 * Why a pod's meters cannot be read; absent if they can, or if there is no pod. If
	 * only some pods have meters, their figures cannot be compared.
	 */
	@Nullable String problem(KubernetesClient client, String namespace, Deployment deployment) {
		for (Pod pod : client.pods()
			.inNamespace(namespace)
			.withLabelSelector(deployment.getSpec().getSelector())
			.list()
			.getItems()) {
			if (PodLife.isReady(pod)) {
				try {
					if (client.raw(proxied(namespace, pod.getMetadata().getName())) == null) {
						return "%s has no %s on port %d.".formatted(pod.getMetadata().getName(), this.path, this.port);
					}
				}
				catch (KubernetesClientException ex) {
					return (ex.getCode() != 0) ? KubernetesPlace.reason(ex)
							: "the API server gets no answer from %s; a NetworkPolicy may forbid it."
								.formatted(pod.getMetadata().getName());
				}
			}
		}
		return null;
	}

}
