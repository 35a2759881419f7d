package dev.marea.lab.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Meters in Prometheus' text format, each summed over its labels. Requests of probes and
 * of metrics are left out: they are not load.
 */
public final class PrometheusText {

	/** Labels by which meters of HTTP requests name what is asked for. */
	private static final Pattern PROBE = Pattern.compile(
			"[{,]\\s*(?:uri|path|handler|route|http_route|url)=\"/(?:actuator|metrics|health|healthz|livez|readyz)[/\"]");

	private final Map<String, Double> sums;

	private PrometheusText(Map<String, Double> sums) {
		this.sums = sums;
	}

	/**
	 * @param names the wanted meters; others are ignored
	 */
	public static PrometheusText parse(String text, Set<String> names) {
		Map<String, Double> sums = new HashMap<>();
		text.lines().forEach((line) -> {
			if (line.isEmpty() || line.charAt(0) == '#') {
				return;
			}
			int end = nameEnd(line);
			String name = line.substring(0, end);
			if (names.contains(name) && !PROBE.matcher(line).find()) {
				int labels = line.lastIndexOf('}');
				String value = line.substring(Math.max(end, labels + 1)).strip().split("\\s+")[0];
				try {
					sums.merge(name, Double.parseDouble(value), Double::sum);
				}
				catch (NumberFormatException ex) {
					// +Inf and NaN cannot be summed
				}
			}
		});
		return new PrometheusText(sums);
	}

	private static int nameEnd(String line) {
		for (int i = 0; i < line.length(); i++) {
			char c = line.charAt(i);
			if (c == '{' || c == ' ' || c == '\t') {
				return i;
			}
		}
		return line.length();
	}

	public OptionalDouble sum(String name) {
		Double sum = this.sums.get(name);
		return (sum != null) ? OptionalDouble.of(sum) : OptionalDouble.empty();
	}

}
