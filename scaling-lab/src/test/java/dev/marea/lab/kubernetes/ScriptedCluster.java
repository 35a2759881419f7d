package dev.marea.lab.kubernetes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Settings;
import dev.marea.lab.run.Event;
import dev.marea.lab.shadow.LiveTarget;
import dev.marea.lab.shadow.Shadow;
import io.fabric8.kubernetes.client.utils.Serialization;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster with one target, its pods, its live autoscaler and the metrics APIs. Times
 * are seconds since the start of the shadow. Nothing happens by itself.
 */
final class ScriptedCluster implements AutoCloseable {

	static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

	private static final JsonMapper JSON = new JsonMapper();

	private final MockCluster server = new MockCluster();

	private final Map<String, String> pods = new LinkedHashMap<>();

	private final Map<String, String> usage = new LinkedHashMap<>();

	/** The queries of the metrics APIs, by path. */
	final Map<String, String> queries = new ConcurrentHashMap<>();

	final List<Event> events = new ArrayList<>();

	private int replicas;

	ScriptedCluster(String resource, int replicas) {
		this.replicas = replicas;
		// The mock server answers lists of any kind; a real one knows only what is
		// installed.
		Stream
			.of("/apis/apps/v1/namespaces/shop/deployments/web/scale",
					"/apis/apps/v1/namespaces/shop/statefulsets/web/scale", "/apis/custom.metrics.k8s.io",
					"/apis/external.metrics.k8s.io")
			.forEach((path) -> this.server.script(path, (query) -> ""));
		this.server.script("/apis/apps/v1/namespaces/shop/" + resource + "/web/scale", (query) -> """
				{"kind":"Scale","apiVersion":"autoscaling/v1","spec":{"replicas":%d},
				 "status":{"replicas":%d,"selector":"app=web"}}""".formatted(this.replicas, this.pods.size()));
		this.server.script("/api/v1/namespaces/shop/pods",
				(query) -> list(query.contains("labelSelector=app=web"), this.pods));
		this.server.script("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods",
				(query) -> list(query.contains("labelSelector=app=web"), this.usage));
		this.server.script("/api/v1/namespaces/shop/events", (query) -> """
				{"items":[{"lastTimestamp":"2026-01-01T10:00:20Z",
				 "message":"New size: 4; reason: cpu resource utilization above target"}]}""");
		this.server.script("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers",
				(query) -> "{\"items\":[]}");
	}

	private static String list(boolean selected, Map<String, String> items) {
		return "{\"items\":[" + (selected ? String.join(",", items.values()) : "") + "]}";
	}

	MockCluster server() {
		return this.server;
	}

	/** Sets the desired replicas, as the live controller does. */
	void scale(int replicas) {
		this.replicas = replicas;
	}

	void live(Hpa hpa) {
		String item = hpa.toJson().toString();
		this.server.script("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers",
				(query) -> "{\"items\":[" + item + "]}");
	}

	/** A ready pod that requests 100m of CPU. */
	void ready(String name, double started, double ready) {
		this.pods.put(name, pod(name, "Running", started, ready));
	}

	void pending(String name, double created) {
		this.pods.put(name, pod(name, "Pending", created, Double.NaN));
	}

	void terminate(String name) {
		this.pods.computeIfPresent(name, (same, pod) -> pod.replaceFirst("\"creationTimestamp\"",
				"\"deletionTimestamp\":\"2026-01-01T10:00:30Z\",$0"));
	}

	void remove(String name) {
		this.pods.remove(name);
		this.usage.remove(name);
	}

	private static String pod(String name, String phase, double started, double ready) {
		String condition = Double.isNaN(ready) ? ""
				: "{\"type\":\"Ready\",\"status\":\"True\",\"lastTransitionTime\":\"%s\"}".formatted(at(ready));
		return """
				{"metadata":{"name":"%s","creationTimestamp":"%s"},
				 "spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"100m","memory":"64Mi"}}}]},
				 "status":{"phase":"%s","startTime":"%s","conditions":[%s]}}""".formatted(name, at(started), phase,
				at(started), condition);
	}

	/** The CPU of pods, over 15 s. */
	void uses(double stamp, int milli, String... names) {
		for (String name : names) {
			this.usage.put(name, """
					{"metadata":{"name":"%s"},"timestamp":"%s","window":"15s",
					 "containers":[{"name":"app","usage":{"cpu":"%dm","memory":"32Mi"}}]}""".formatted(name, at(stamp),
					milli));
		}
	}

	/** A list of a metrics API. */
	void metric(String path, double stamp, Map<String, Integer> values) {
		String items = values.entrySet()
			.stream()
			.map((value) -> "{\"describedObject\":{\"name\":\"%s\"},\"timestamp\":\"%s\",\"value\":\"%d\"}"
				.formatted(value.getKey(), at(stamp), value.getValue()))
			.collect(Collectors.joining(","));
		this.server.script(path, (query) -> {
			this.queries.put(path, query);
			return "{\"items\":[" + items + "]}";
		});
	}

	static String at(double seconds) {
		return START.plusMillis(Math.round(seconds * 1000)).toString();
	}

	LiveTarget open(String kind, Hpa hpa) {
		return new LiveWorkload(this.server.client(), "shop", kind, "web", hpa);
	}

	Shadow shadow(Hpa hpa) {
		return shadow(open("Deployment", hpa), hpa);
	}

	Shadow shadow(LiveTarget live, Hpa hpa) {
		return new Shadow(hpa, Settings.KUBERNETES, live, START.getEpochSecond(), this.events::add);
	}

	/** Polls once a second, first and last second included. */
	static void poll(Shadow shadow, int first, int last) {
		for (int second = first; second <= last; second++) {
			shadow.poll(second);
		}
	}

	List<String> texts() {
		return this.events.stream().filter((event) -> event.is(Event.SHADOW)).map(Event::text).toList();
	}

	/** An HPA of the target. */
	static Hpa hpa(int max, String metrics) {
		return hpa(max, metrics, "");
	}

	static Hpa hpa(int max, String metrics, String more) {
		return Hpa.of(JSON.readTree(Serialization.asJson(Serialization.unmarshal("""
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata: {name: web}
				spec:
				  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
				  minReplicas: 1
				  maxReplicas: %d
				  metrics: [%s]
				%s""".formatted(max, metrics, more)))));
	}

	@Override
	public void close() {
		this.server.close();
	}

}
