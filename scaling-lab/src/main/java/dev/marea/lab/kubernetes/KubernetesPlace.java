package dev.marea.lab.kubernetes;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Place;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A namespace of the kubeconfig's cluster, or of the cluster that this process runs in.
 */
public final class KubernetesPlace implements Place {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int ANSWER_MILLIS = 5000;

	/**
	 * Longest wait for a connection, as kubectl's. On a node whose processors are all in
	 * use, a new JVM took more than 10 s for its first TLS handshake.
	 */
	private static final int CONNECT_MILLIS = 30_000;

	@Option(names = { "-n", "--namespace" }, paramLabel = "NAMESPACE",
			description = "The namespace (default: the context's).")
	private @Nullable String namespace;

	@Option(names = "--deployment", paramLabel = "NAME",
			description = "The Deployment that is scaled (default: --service, or the only one that has an autoscaler).")
	private @Nullable String deployment;

	@Option(names = "--metrics-port", paramLabel = "PORT",
			description = "The pods' port for their meters (default: the annotation prometheus.io/port, else the port named management or metrics).")
	private @Nullable Integer metricsPort;

	@Option(names = "--metrics-path", paramLabel = "PATH",
			description = "Path of their meters (default: the annotation prometheus.io/path, else " + PodMeters.PATH
					+ ").")
	private @Nullable String metricsPath;

	@Option(names = "--requests-meter", paramLabel = "NAME",
			description = "Their counter of requests (default: the first of the usual ones, such as http_server_requests_seconds_count); without it, answers that name them are counted.")
	private @Nullable String requestsMeter;

	@Override
	public Observed watch(@Nullable String service) {
		if (service != null && this.deployment != null) {
			throw new UsageError("--service and --deployment name the same; give one of them.");
		}
		return watch(client(), service);
	}

	/** Asks once more only: a pod that ends does not return. */
	static KubernetesClient client() {
		return new KubernetesClientBuilder().editOrNewConfig()
			.withRequestRetryBackoffLimit(1)
			.withConnectionTimeout(CONNECT_MILLIS)
			.withRequestTimeout(ANSWER_MILLIS)
			.endConfig()
			.build();
	}

	Observed watch(KubernetesClient client, @Nullable String service) {
		try {
			String namespace = (this.namespace != null) ? this.namespace
					: Objects.requireNonNullElse(client.getNamespace(), "default");
			List<String> unread = new ArrayList<>();
			List<HorizontalPodAutoscaler> scalers = scalers(client, namespace, unread);
			Deployment scaled = scaled(client.apps().deployments().inNamespace(namespace).list().getItems(), scalers,
					namespace, (this.deployment != null) ? this.deployment : service);
			String name = scaled.getMetadata().getName();
			HorizontalPodAutoscaler hpa = Autoscaling.of(scalers, name);
			PodMeters meters = PodMeters.of(scaled, this.metricsPort, this.metricsPath,
					(this.requestsMeter != null) ? List.of(this.requestsMeter) : PodMeters.USUAL);
			String problem = (meters != null) ? meters.problem(client, namespace, scaled)
					: "no annotation and no port name tells where they are.";
			Workload workload = new Workload(namespace, name, scaled.getSpec().getSelector(),
					(hpa != null) ? hpa.getMetadata().getName() : null, (problem == null) ? meters : null);
			KubernetesObserver observer = new KubernetesObserver(client, workload);
			observer.start();
			unread.addAll(observer.unseen());
			return new Observed(name, observer, (hpa != null) ? document(hpa) : null, null,
					notes(problem, hpa, unread));
		}
		catch (KubernetesClientException ex) {
			client.close();
			throw new Failure(
					"the cluster at %s does not answer as expected: %s".formatted(client.getMasterUrl(), reason(ex)),
					ex);
		}
		catch (InterruptedException ex) {
			client.close();
			Thread.currentThread().interrupt();
			throw new Failure("interrupted before the cluster answered.", ex);
		}
		catch (RuntimeException ex) {
			client.close();
			throw ex;
		}
	}

	private static List<HorizontalPodAutoscaler> scalers(KubernetesClient client, String namespace,
			List<String> unread) {
		try {
			return client.autoscaling().v2().horizontalPodAutoscalers().inNamespace(namespace).list().getItems();
		}
		catch (KubernetesClientException ex) {
			if (ex.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
				throw ex;
			}
			unread.add("The autoscalers are not read, so their metric and conditions are missing: " + reason(ex));
			return List.of();
		}
	}

	static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && !(cause instanceof KubernetesClientException answer
				&& answer.getStatus() != null && answer.getStatus().getMessage() != null)) {
			cause = cause.getCause();
		}
		if (cause instanceof KubernetesClientException answer && answer.getStatus() != null) {
			return answer.getStatus().getMessage() + ".";
		}
		return ((cause.getMessage() != null) ? cause.getMessage() : "no connection") + ".";
	}

	private static Deployment scaled(List<Deployment> all, List<HorizontalPodAutoscaler> scalers, String namespace,
			@Nullable String asked) {
		List<String> names = all.stream().map((deployment) -> deployment.getMetadata().getName()).sorted().toList();
		if (names.isEmpty()) {
			throw new UsageError("namespace '%s' has no Deployment; give -n NAMESPACE.".formatted(namespace));
		}
		List<String> candidates = (asked != null) ? List.of(asked)
				: names.stream().filter((name) -> Autoscaling.of(scalers, name) != null).toList();
		if (candidates.isEmpty() && names.size() == 1) {
			candidates = names;
		}
		if (candidates.size() != 1) {
			throw new UsageError("which Deployment is scaled? Give --deployment NAME, one of %s."
				.formatted(String.join(", ", candidates.isEmpty() ? names : candidates)));
		}
		String name = candidates.getFirst();
		return all.stream()
			.filter((deployment) -> deployment.getMetadata().getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new UsageError("namespace '%s' has no Deployment '%s'; it has %s.".formatted(namespace,
					name, String.join(", ", names))));
	}

	/** Without fields that change all the time. */
	private static JsonNode document(HorizontalPodAutoscaler hpa) {
		ObjectNode document = (ObjectNode) JSON.readTree(Serialization.asJson(hpa));
		document.remove("status");
		((ObjectNode) document.path("metadata")).retain("name", "namespace");
		return document;
	}

	private static List<String> notes(@Nullable String problem, @Nullable HorizontalPodAutoscaler hpa,
			List<String> unseen) {
		List<String> notes = new ArrayList<>(unseen);
		notes.add("Events have the time at which the API server reported them: its own time stamps are whole seconds.");
		if (problem != null) {
			notes.add("The pods' meters cannot be read, so the answers that name them in Served-By are counted: "
					+ problem);
		}
		String inactive = (hpa != null) ? Autoscaling.inactive(hpa) : null;
		if (inactive != null) {
			notes.add("At the start the autoscaler had no metric: " + inactive);
		}
		return notes;
	}

}
