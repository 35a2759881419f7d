package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Metric;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.kubernetes.Answers.Answer;
import dev.marea.lab.kubernetes.MetricReader.Value;
import dev.marea.lab.shadow.LiveTarget;
import dev.marea.lab.shadow.Sight;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A Deployment or a StatefulSet that a live autoscaler scales. Its replicas come from the
 * scale subresource, the metrics from the metrics APIs. The status of the live autoscaler
 * is not read.
 */
final class LiveWorkload implements LiveTarget {

	/** Maximum number of pods: a list of them is read at every sync. */
	static final int MOST_PODS = 1000;

	/** Maximum number of read events. */
	private static final int MOST_EVENTS = 500;

	/** Longest printed message of the live controller. */
	private static final int LONGEST = 200;

	private final KubernetesClient client;

	private final String namespace;

	private final String kind;

	private final String name;

	private final List<Metric> metrics;

	private final LiveHpa hpa;

	/**
	 * @param client closed with this
	 * @param kind {@code Deployment} or {@code StatefulSet}
	 * @param shadow the autoscaler of the file
	 * @throws UsageError if the target does not exist, or if this user may not read it
	 */
	LiveWorkload(KubernetesClient client, String namespace, String kind, String name, Hpa shadow) {
		this.client = client;
		this.namespace = namespace;
		this.kind = kind;
		this.name = name;
		this.metrics = shadow.metrics();
		Answer scale = scale();
		if (scale.missing()) {
			throw new UsageError("namespace '%s' has no %s '%s'.".formatted(namespace, kind, name));
		}
		must(scale, "the scale of %s '%s'".formatted(kind, name));
		try {
			Answers answers = new Answers(client);
			must(pods(answers, selector(scale)), "the pods");
			for (Metric metric : this.metrics) {
				Value value = new MetricReader(answers, namespace, selector(scale)).read(metric);
				if (value.refused()) {
					throw new UsageError(
							"%s in namespace '%s': %s.".formatted(metric.label(), namespace, value.problem()));
				}
			}
			look();
		}
		catch (Unreadable ex) {
			throw new UsageError(ex.getMessage() + ".", ex);
		}
		this.hpa = LiveHpa.of(client, namespace, kind, name, shadow);
	}

	private void must(Answer answer, String what) {
		if (answer.refused()) {
			throw new UsageError("this user may not read %s in namespace '%s': %s.".formatted(what, this.namespace,
					answer.problem()));
		}
		if (answer.body() == null) {
			throw new Failure("the cluster at %s does not answer as expected: %s.".formatted(this.client.getMasterUrl(),
					answer.problem()));
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	private Answer scale() {
		return new Answers(this.client).get("/apis/apps/v1/namespaces/%s/%s/%s/scale".formatted(this.namespace,
				this.kind.equals("StatefulSet") ? "statefulsets" : "deployments", this.name));
	}

	private JsonNode present(Answer answer, String what) {
		if (answer.body() == null) {
			throw new Unreadable("%s cannot be read: %s".formatted(what, answer.problem()), null);
		}
		return answer.body();
	}

	private static String selector(Answer scale) {
		return (scale.body() != null) ? scale.body().path("status").path("selector").asString("") : "";
	}

	private Answer pods(Answers answers, String selector) {
		if (selector.isEmpty()) {
			throw new Unreadable("the scale of %s '%s' has no selector of pods".formatted(this.kind, this.name), null);
		}
		String path = Answers.with("/api/v1/namespaces/" + this.namespace + "/pods", "labelSelector", selector);
		return answers.get(Answers.with(path, "limit", String.valueOf(MOST_PODS + 1)));
	}

	@Override
	public int replicas() {
		// Go leaves out a 0.
		return present(scale(), "the scale of %s '%s'".formatted(this.kind, this.name)).path("spec")
			.path("replicas")
			.asInt(0);
	}

	@Override
	public Sight look() {
		Answer scale = scale();
		present(scale, "the scale of %s '%s'".formatted(this.kind, this.name));
		Answers answers = new Answers(this.client);
		MetricReader reader = new MetricReader(answers, this.namespace, selector(scale));
		Map<Metric, Value> values = new LinkedHashMap<>();
		this.metrics.forEach((metric) -> values.put(metric, reader.read(metric)));
		JsonNode pods = present(pods(answers, selector(scale)), "the pods");
		if (pods.path("items").size() > MOST_PODS) {
			throw new Unreadable("%s '%s' has more than %d pods".formatted(this.kind, this.name, MOST_PODS), null);
		}
		List<PodSample> samples = Serialization.unmarshal(pods.toString(), PodList.class)
			.getItems()
			.stream()
			.map((pod) -> PodReader.sample(pod, values))
			.toList();
		return sight(samples, values);
	}

	private static Sight sight(List<PodSample> pods, Map<Metric, Value> values) {
		Map<String, Double> figures = new HashMap<>();
		Map<String, String> problems = new LinkedHashMap<>();
		Map<String, Double> stamps = new LinkedHashMap<>();
		values.forEach((metric, value) -> {
			if (value.figure() != null) {
				figures.put(metric.label(), value.figure());
			}
			if (value.problem() != null) {
				problems.put(metric.label(), value.problem());
			}
			if (value.stamp() != null) {
				stamps.put(metric.label(), value.stamp());
			}
		});
		return new Sight(pods, figures, problems, stamps);
	}

	@Override
	public @Nullable String explanation(int replicas) {
		String hpa = this.hpa.name();
		if (hpa == null) {
			return null;
		}
		String path = Answers.with("/api/v1/namespaces/" + this.namespace + "/events", "fieldSelector",
				"involvedObject.kind=HorizontalPodAutoscaler,involvedObject.name=%s,reason=SuccessfulRescale"
					.formatted(hpa));
		Answer answer = new Answers(this.client).get(Answers.with(path, "limit", String.valueOf(MOST_EVENTS)));
		String newest = "";
		String message = null;
		for (JsonNode event : (answer.body() != null) ? answer.body().path("items") : List.<JsonNode>of()) {
			String time = event.path("lastTimestamp").asString(event.path("eventTime").asString(""));
			String text = event.path("message").asString("");
			if (text.startsWith("New size: " + replicas + ";") && time.compareTo(newest) >= 0) {
				newest = time;
				message = text;
			}
		}
		return (message == null || message.length() <= LONGEST) ? message : message.substring(0, LONGEST) + "…";
	}

	@Override
	public List<String> otherwise() {
		return this.hpa.otherwise();
	}

	@Override
	public List<String> notes() {
		List<String> notes = new ArrayList<>(this.hpa.notes());
		notes.add("Pods are read once per sync, and the desired replicas once per second.");
		return notes;
	}

	@Override
	public void close() {
		this.client.close();
	}

}
