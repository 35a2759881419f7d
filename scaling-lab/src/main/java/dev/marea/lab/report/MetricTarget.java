package dev.marea.lab.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The target of an autoscaler: that of the first metric of a HorizontalPodAutoscaler.
 *
 * @param metric its name
 * @param value in the metric's unit
 */
record MetricTarget(String metric, double value) {

	private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)(m|k|M|G|Ki|Mi|Gi)?");

	private static final Map<String, BigDecimal> UNITS = Map.of("m", new BigDecimal("0.001"), "k", new BigDecimal(1000),
			"M", new BigDecimal(1_000_000), "G", new BigDecimal(1_000_000_000), "Ki", new BigDecimal(1 << 10), "Mi",
			new BigDecimal(1 << 20), "Gi", new BigDecimal(1 << 30));

	/** Absent without an autoscaler, or if it has no number as a target. */
	static @Nullable MetricTarget of(@Nullable JsonNode hpa) {
		if (hpa == null) {
			return null;
		}
		JsonNode metric = hpa.path("spec").path("metrics").path(0);
		JsonNode source = metric.path(metric.path("type").asString("").toLowerCase(Locale.ROOT));
		String name = source.path("metric").path("name").asString(source.path("name").asString(""));
		for (String kind : List.of("averageValue", "averageUtilization", "value")) {
			Matcher quantity = QUANTITY.matcher(source.path("target").path(kind).asString(""));
			if (quantity.matches()) {
				BigDecimal unit = (quantity.group(2) != null) ? UNITS.get(quantity.group(2)) : BigDecimal.ONE;
				return new MetricTarget(name, new BigDecimal(quantity.group(1)).multiply(unit).doubleValue());
			}
		}
		return null;
	}

}
