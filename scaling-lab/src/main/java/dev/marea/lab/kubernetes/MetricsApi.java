package dev.marea.lab.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of {@code metrics.k8s.io} for the pods of a namespace: the cores that they
 * used in a window of some 15 s. Their sum replaces the counter of a kubelet.
 */
final class MetricsApi {

	private static final JsonMapper JSON = new JsonMapper();

	private MetricsApi() {
	}

	/**
	 * The readings of a namespace's pods, by name.
	 * @param before the last reading of each
	 */
	static Map<String, Reading> read(String text, Map<String, Reading> before) {
		Map<String, Reading> readings = new HashMap<>();
		for (JsonNode pod : JSON.readTree(text).path("items")) {
			String name = pod.path("metadata").path("name").asString();
			long millis = Instant.parse(pod.path("timestamp").asString()).toEpochMilli();
			double cores = 0;
			double memory = 0;
			for (JsonNode container : pod.path("containers")) {
				cores += amount(container.path("usage").path("cpu"));
				memory += amount(container.path("usage").path("memory"));
			}
			Reading last = before.get(name);
			double counted = (last != null && last.cpuSeconds() != null)
					? last.cpuSeconds() + cores * (millis - last.millis()) / 1000.0 : cores * window(pod);
			readings.put(name, new Reading(millis, counted, (long) memory, null));
		}
		return readings;
	}

	private static double window(JsonNode pod) {
		return Duration.parse("PT" + pod.path("window").asString("0s")).toMillis() / 1000.0;
	}

	private static double amount(JsonNode quantity) {
		return new Quantity(quantity.asString("0")).getNumericalAmount().doubleValue();
	}

}
