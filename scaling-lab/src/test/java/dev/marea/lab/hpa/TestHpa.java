package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Behavior.Type;
import org.jspecify.annotations.Nullable;

/** HPAs, pods and observations for tests, each with one relevant property. */
final class TestHpa {

	static final String REQUESTS = "http_requests_per_second";

	static final Metric PODS = new Metric(Metric.Kind.PODS_AVERAGE, REQUESTS, 40_000);

	static final Metric CPU = new Metric(Metric.Kind.RESOURCE_UTILIZATION, "cpu", 50);

	static final Metric CPU_AVERAGE = new Metric(Metric.Kind.RESOURCE_AVERAGE, "cpu", 500);

	static final Metric EXTERNAL = new Metric(Metric.Kind.EXTERNAL_AVERAGE, REQUESTS, 40_000);

	static final Metric VALUE = new Metric(Metric.Kind.EXTERNAL_VALUE, REQUESTS, 100_000);

	static final Rules FAST = new Rules(0, Select.MAX, List.of(new Policy(Type.PERCENT, 900, 15)), null);

	static final Rules FAST_DOWN = new Rules(0, Select.MAX, List.of(new Policy(Type.PERCENT, 100, 15)), null);

	/** Follows the metrics at once, so that no limit hides a recommendation. */
	static final Behavior AT_ONCE = new Behavior(FAST, FAST_DOWN);

	static final String JSON = "{\"apiVersion\":\"autoscaling/v2\",\"kind\":\"HorizontalPodAutoscaler\","
			+ "\"metadata\":{\"name\":\"a\"},\"spec\":{\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\","
			+ "\"kind\":\"Deployment\",\"name\":\"a\"},\"maxReplicas\":5}}";

	private TestHpa() {
	}

	/** A file of an HPA with one more line in its spec. */
	static String yaml(String line) {
		return """
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata: {name: a}
				spec:
				  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b}
				  maxReplicas: 5
				  %s
				""".formatted(line);
	}

	static Hpa of(int min, int max, @Nullable Behavior behavior, Metric... metrics) {
		return new Hpa("shop", new Hpa.Target("apps/v1", "Deployment", "shop"), min, max, List.of(metrics), behavior);
	}

	static HpaController controller(Metric... metrics) {
		return new HpaController(of(1, 100, AT_ONCE, metrics), Settings.KUBERNETES);
	}

	/** A number of warm pods, each with a rate of requests per second. */
	static List<PodSample> pods(int count, double requests) {
		List<PodSample> pods = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			pods.add(pod("p" + i, requests));
		}
		return pods;
	}

	static PodSample pod(String name, @Nullable Double requests) {
		return PodSample.running(name, -3600, -3500.0, null, 1.0,
				(requests != null) ? Map.of(REQUESTS, requests) : Map.of());
	}

	/** A warm pod with a CPU usage and a request of one core. */
	static PodSample cpu(String name, @Nullable Double cores) {
		return PodSample.running(name, -3600, -3500.0, (cores != null) ? used(cores, 0) : null, 1.0, Map.of());
	}

	/** CPU over 15 s. */
	static PodSample.Usage used(double cores, double measuredAt) {
		return new PodSample.Usage(cores, measuredAt, 15);
	}

	static SyncInput at(double now, List<PodSample> pods) {
		return new SyncInput(now, pods.size(), pods, Map.of());
	}

	static SyncInput external(double now, List<PodSample> pods, double requests) {
		return new SyncInput(now, pods.size(), pods, Map.of(REQUESTS, requests));
	}

	@SafeVarargs
	static <T> List<T> join(List<T>... lists) {
		List<T> all = new ArrayList<>();
		for (List<T> list : lists) {
			all.addAll(list);
		}
		return all;
	}

}
