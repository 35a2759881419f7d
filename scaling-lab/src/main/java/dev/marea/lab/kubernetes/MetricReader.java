package dev.marea.lab.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Metric;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.kubernetes.Answers.Answer;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the metrics of an autoscaler from the metrics APIs as kube-controller-manager
 * does ({@code pkg/controller/podautoscaler/metrics/client.go} in Kubernetes 1.35).
 */
final class MetricReader {

	private static final String RESOURCE = "metrics.k8s.io";

	private static final String CUSTOM = "custom.metrics.k8s.io";

	private static final String EXTERNAL = "external.metrics.k8s.io";

	/** Objects of the custom metrics API have a window of a minute, if they name none. */
	private static final double WINDOW = 60;

	private final Answers answers;

	private final String namespace;

	private final String pods;

	/**
	 * @param answers those of one sync
	 * @param pods the selector of the target's pods
	 */
	MetricReader(Answers answers, String namespace, String pods) {
		this.answers = answers;
		this.namespace = namespace;
		this.pods = pods;
	}

	/**
	 * The value of a metric.
	 *
	 * @param ofPods usage by a pod's name; for other metrics of pods, their values
	 * @param figure a figure of an object or an external one
	 * @param stamp the newest time stamp, seconds since 1970
	 * @param problem why it has no value
	 * @param refused whether this user may not read it
	 */
	record Value(Map<String, PodSample.Usage> ofPods, @Nullable Double figure, @Nullable Double stamp,
			@Nullable String problem, boolean refused) {

		static Value without(String problem) {
			return new Value(Map.of(), null, null, problem, false);
		}

	}

	Value read(Metric metric) {
		if (metric.selector() != null && !metric.selector().usable()) {
			return Value.without("no controller can use its selector");
		}
		if (metric.kind().ofResource()) {
			return resource(metric);
		}
		if (metric.kind().ofObject()) {
			return object(metric);
		}
		return metric.kind().ofExternal() ? external(metric) : pods(metric);
	}

	private Value resource(Metric metric) {
		String path = "/apis/" + RESOURCE + "/v1beta1/namespaces/" + this.namespace + "/pods";
		Answer answer = this.answers.get(Answers.with(path, "labelSelector", this.pods));
		if (answer.body() == null) {
			return failed(RESOURCE, answer);
		}
		Map<String, PodSample.Usage> values = new HashMap<>();
		for (JsonNode pod : answer.body().path("items")) {
			String name = pod.path("metadata").path("name").asString("");
			Double amount = amount(pod.path("containers"), metric);
			if (amount == null && metric.container() != null && container(pod, metric.container()) == null) {
				return Value.without("%s has no container %s in pod %s".formatted(RESOURCE, metric.container(), name));
			}
			Double stamp = stamp(pod);
			if (amount != null && stamp != null) {
				values.put(name, new PodSample.Usage(amount, stamp, window(pod.path("window").asString("0s"))));
			}
		}
		return values.isEmpty() ? Value.without(RESOURCE + " has no figures of these pods") : ofPods(values);
	}

	private static @Nullable JsonNode container(JsonNode pod, String name) {
		for (JsonNode container : pod.path("containers")) {
			if (name.equals(container.path("name").asString(""))) {
				return container;
			}
		}
		return null;
	}

	/** The sum of all containers; absent if one of them has no figure. */
	private static @Nullable Double amount(JsonNode containers, Metric metric) {
		double sum = 0;
		boolean any = false;
		for (JsonNode container : containers) {
			if (metric.container() != null && !metric.container().equals(container.path("name").asString(""))) {
				continue;
			}
			Double amount = quantity(container.path("usage").path(metric.name()));
			if (amount == null) {
				return null;
			}
			sum += amount;
			any = true;
		}
		return any ? (Double) sum : null;
	}

	private Value pods(Metric metric) {
		String path = custom("/pods/*/" + metric.name(), metric);
		if (path == null) {
			return failed(CUSTOM, this.answers.get("/apis/" + CUSTOM));
		}
		Answer answer = this.answers.get(Answers.with(path, "labelSelector", this.pods));
		if (answer.body() == null) {
			return failed(CUSTOM, answer);
		}
		Map<String, PodSample.Usage> values = new HashMap<>();
		for (JsonNode item : answer.body().path("items")) {
			Double value = quantity(item.path("value"));
			Double stamp = stamp(item);
			if (value != null && stamp != null) {
				values.put(item.path("describedObject").path("name").asString(""),
						new PodSample.Usage(value, stamp, item.path("windowSeconds").asDouble(WINDOW)));
			}
		}
		return values.isEmpty() ? Value.without(CUSTOM + " has no figures of these pods") : ofPods(values);
	}

	private static Value ofPods(Map<String, PodSample.Usage> values) {
		double newest = values.values().stream().mapToDouble(PodSample.Usage::measuredAt).max().orElseThrow();
		return new Value(values, null, newest, null, false);
	}

	private Value object(Metric metric) {
		Hpa.Target object = Objects.requireNonNull(metric.object());
		String resource = resource(object);
		if (resource == null) {
			return Value.without("the API server knows no kind %s in %s".formatted(object.kind(),
					(object.apiVersion() != null) ? object.apiVersion() : "v1"));
		}
		String path = custom(resource.equals("namespaces") ? "/metrics/" + metric.name()
				: "/" + resource + "/" + object.name() + "/" + metric.name(), metric);
		if (path == null) {
			return failed(CUSTOM, this.answers.get("/apis/" + CUSTOM));
		}
		Answer answer = this.answers.get(path);
		if (answer.body() == null) {
			return failed(CUSTOM, answer);
		}
		return figure(CUSTOM, answer.body().path("items"), 1);
	}

	private Value external(Metric metric) {
		String path = "/apis/" + EXTERNAL + "/v1beta1/namespaces/" + this.namespace + "/" + metric.name();
		Answer answer = this.answers
			.get(Answers.with(path, "labelSelector", (metric.selector() != null) ? metric.selector().toString() : ""));
		if (answer.body() == null) {
			return failed(EXTERNAL, answer);
		}
		return figure(EXTERNAL, answer.body().path("items"), Integer.MAX_VALUE);
	}

	/** The sum of the first items. */
	private static Value figure(String api, JsonNode items, int most) {
		double sum = 0;
		int count = 0;
		Double newest = null;
		for (JsonNode item : items) {
			Double value = quantity(item.path("value"));
			if (value != null && count < most) {
				sum += value;
				count++;
				Double stamp = stamp(item);
				newest = (newest == null || (stamp != null && stamp > newest)) ? stamp : newest;
			}
		}
		return (count > 0) ? new Value(Map.of(), sum, newest, null, false)
				: Value.without(api + " has no figure of it");
	}

	/** A path of the custom metrics API; absent if nothing serves a known version. */
	private @Nullable String custom(String rest, Metric metric) {
		JsonNode group = this.answers.get("/apis/" + CUSTOM).body();
		if (group == null) {
			return null;
		}
		String version = null;
		for (JsonNode served : group.path("versions")) {
			String name = served.path("version").asString("");
			if (name.equals("v1beta2") || (name.equals("v1beta1") && version == null)) {
				version = name;
			}
		}
		return (version == null) ? null
				: Answers.with("/apis/" + CUSTOM + "/" + version + "/namespaces/" + this.namespace + rest,
						"metricLabelSelector", (metric.selector() != null) ? metric.selector().toString() : "");
	}

	/**
	 * The resource of a kind with its group, such as {@code ingresses.networking.k8s.io}.
	 */
	private @Nullable String resource(Hpa.Target object) {
		String version = Objects.requireNonNullElse(object.apiVersion(), "v1");
		boolean core = !version.contains("/");
		JsonNode known = this.answers.get((core ? "/api/" : "/apis/") + version).body();
		if (known != null) {
			for (JsonNode resource : known.path("resources")) {
				String name = resource.path("name").asString("");
				if (object.kind().equals(resource.path("kind").asString("")) && !name.contains("/")) {
					return core ? name : name + "." + version.substring(0, version.indexOf('/'));
				}
			}
		}
		return null;
	}

	private Value failed(String api, Answer answer) {
		if (answer.refused()) {
			return new Value(Map.of(), null, null, "this user may not read it: " + answer.problem(), true);
		}
		if (answer.missing() && this.answers.get("/apis/" + api).missing()) {
			return Value.without("nothing serves %s; %s".formatted(api, MetricsSources.installation(api)));
		}
		return Value.without("%s does not answer: %s".formatted(api,
				(answer.problem() != null) ? answer.problem() : "it serves no version that the controller knows"));
	}

	private static @Nullable Double quantity(JsonNode node) {
		try {
			return node.isMissingNode() ? null
					: (Double) new Quantity(node.asString("")).getNumericalAmount().doubleValue();
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable Double stamp(JsonNode item) {
		try {
			return Instant.parse(item.path("timestamp").asString("")).toEpochMilli() / 1000.0;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	/** A duration of Go, such as {@code 15.2s} or {@code 1m0s}. */
	private static double window(String text) {
		try {
			return Duration.parse("PT" + text).toMillis() / 1000.0;
		}
		catch (DateTimeParseException ex) {
			return 0;
		}
	}

}
