package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.Finding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The aggregated APIs of autoscalers' metrics. Kubernetes itself includes none of them.
 */
final class MetricsSources {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String RESOURCE = "metrics.k8s.io";

	private static final String CUSTOM = "custom.metrics.k8s.io";

	private static final String EXTERNAL = "external.metrics.k8s.io";

	private static final Map<String, String> INSTALL = Map.of(RESOURCE,
			"install metrics-server (on kind with --kubelet-insecure-tls)", CUSTOM,
			"install a metrics adapter, such as prometheus-adapter", EXTERNAL,
			"install KEDA or another metrics adapter");

	private final KubernetesClient client;

	private boolean allThere = true;

	MetricsSources(KubernetesClient client) {
		this.client = client;
	}

	/** The API of an autoscaler's metric. */
	static String apiOf(String type) {
		return switch (type) {
			case "Pods", "Object" -> CUSTOM;
			case "External" -> EXTERNAL;
			default -> RESOURCE;
		};
	}

	/** What to install if nothing serves an API. */
	static String installation(String api) {
		return INSTALL.getOrDefault(api, "");
	}

	/** Whether all that were checked answer. */
	boolean allThere() {
		return this.allThere;
	}

	Finding check(String api) {
		JsonNode registered = registered(api);
		if (registered == null) {
			this.allThere = false;
			return Finding.missing("nothing serves " + api, String.valueOf(INSTALL.get(api)));
		}
		for (JsonNode condition : registered.path("status").path("conditions")) {
			if ("Available".equals(condition.path("type").asString())
					&& "True".equals(condition.path("status").asString())) {
				return Finding.good(api + " answers");
			}
		}
		this.allThere = false;
		JsonNode service = registered.path("spec").path("service");
		JsonNode condition = registered.path("status").path("conditions").path(0);
		return Finding.wrong(
				"%s does not answer (%s)".formatted(api,
						condition.path("message")
							.asString(condition.path("reason").asString("nobody has asked it yet"))),
				"see 'kubectl -n %1$s get pods' and the logs of what is behind Service %2$s there"
					.formatted(service.path("namespace").asString("?"), service.path("name").asString("?")));
	}

	/** The registration of any version of an API. */
	private @Nullable JsonNode registered(String api) {
		String text = this.client.raw("/apis/apiregistration.k8s.io/v1/apiservices");
		if (text == null) {
			return null;
		}
		for (JsonNode service : JSON.readTree(text).path("items")) {
			if (api.equals(service.path("spec").path("group").asString())) {
				return service;
			}
		}
		return null;
	}

	/**
	 * KEDA creates the autoscaler from its own object, and reports there what prevents
	 * it.
	 */
	List<Finding> scaledObjects(String namespace) {
		List<Finding> findings = new ArrayList<>();
		for (JsonNode object : kedas(namespace)) {
			String name = "ScaledObject " + object.path("metadata").path("name").asString();
			JsonNode ready = condition(object, "Ready");
			if (ready == null) {
				findings.add(Finding.wrong(name + " was never processed",
						"KEDA's operator does not run; install KEDA, or see its logs"));
			}
			else if (!"True".equals(ready.path("status").asString())) {
				findings.add(Finding.wrong("%s is not ready: %s".formatted(name, ready.path("message").asString()),
						"see 'kubectl -n %s describe scaledobject %s'".formatted(namespace,
								object.path("metadata").path("name").asString())));
			}
		}
		return findings;
	}

	private JsonNode kedas(String namespace) {
		try {
			String text = this.client.raw("/apis/keda.sh/v1alpha1/namespaces/" + namespace + "/scaledobjects");
			return (text != null) ? JSON.readTree(text).path("items") : JSON.createArrayNode();
		}
		catch (KubernetesClientException ex) {
			// Without KEDA, or without the right to see its objects.
			return JSON.createArrayNode();
		}
	}

	private static @Nullable JsonNode condition(JsonNode object, String type) {
		for (JsonNode condition : object.path("status").path("conditions")) {
			if (type.equals(condition.path("type").asString())) {
				return condition;
			}
		}
		return null;
	}

}
