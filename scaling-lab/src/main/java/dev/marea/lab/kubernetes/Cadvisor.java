package dev.marea.lab.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures of a kubelet's {@code /metrics/cadvisor} for the pods of a namespace. The
 * kubelet measures about every 10 s, and gives each value the time of its measurement.
 */
final class Cadvisor {

	private static final String CPU = "container_cpu_usage_seconds_total";

	private static final String MEMORY = "container_memory_working_set_bytes";

	private static final String THROTTLED = "container_cpu_cfs_throttled_seconds_total";

	private static final Pattern LINE = Pattern.compile("(\\w+)\\{(.*)} (\\S+) (\\d+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	private Cadvisor() {
	}

	/** The readings of a namespace's pods, by name. */
	static Map<String, Reading> read(String text, String namespace) {
		Map<String, Reading> readings = new HashMap<>();
		text.lines()
			.filter((line) -> line.startsWith(CPU) || line.startsWith(MEMORY) || line.startsWith(THROTTLED))
			.map(LINE::matcher)
			.filter(Matcher::matches)
			.forEach((line) -> {
				Map<String, String> labels = labels(line.group(2));
				// A line without a container is the sum of the others and of the sandbox.
				if (namespace.equals(labels.get("namespace")) && !labels.getOrDefault("container", "").isEmpty()
						&& !"POD".equals(labels.get("container"))) {
					readings.merge(labels.getOrDefault("pod", ""),
							reading(line.group(1), Double.parseDouble(line.group(3)), Long.parseLong(line.group(4))),
							Reading::plus);
				}
			});
		return readings;
	}

	private static Map<String, String> labels(String text) {
		Map<String, String> labels = new HashMap<>();
		Matcher label = LABEL.matcher(text);
		while (label.find()) {
			labels.put(label.group(1), label.group(2));
		}
		return labels;
	}

	private static Reading reading(String meter, double value, long millis) {
		return switch (meter) {
			case CPU -> new Reading(millis, value, null, null);
			case MEMORY -> new Reading(0, null, (long) value, null);
			case THROTTLED -> new Reading(0, null, null, value);
			default -> new Reading(0, null, null, null);
		};
	}

}
