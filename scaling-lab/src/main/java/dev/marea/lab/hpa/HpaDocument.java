package dev.marea.lab.hpa;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Metric.Kind;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An {@link Hpa} as the document that the API server would return. */
final class HpaDocument {

	private static final JsonMapper JSON = new JsonMapper();

	private HpaDocument() {
	}

	static ObjectNode of(Hpa hpa) {
		ObjectNode document = JSON.createObjectNode();
		document.put("apiVersion", "autoscaling/v2").put("kind", "HorizontalPodAutoscaler");
		document.putObject("metadata").put("name", hpa.name());
		ObjectNode spec = document.putObject("spec");
		ObjectNode target = spec.putObject("scaleTargetRef");
		if (hpa.target().apiVersion() != null) {
			target.put("apiVersion", hpa.target().apiVersion());
		}
		target.put("kind", hpa.target().kind()).put("name", hpa.target().name());
		spec.put("minReplicas", hpa.minReplicas()).put("maxReplicas", hpa.maxReplicas());
		ArrayNode metrics = spec.putArray("metrics");
		hpa.metrics().forEach((metric) -> metric(metrics.addObject(), metric));
		if (hpa.behavior() != null) {
			ObjectNode behavior = spec.putObject("behavior");
			rules(behavior.putObject("scaleUp"), hpa.behavior().scaleUp());
			rules(behavior.putObject("scaleDown"), hpa.behavior().scaleDown());
		}
		return document;
	}

	private static void metric(ObjectNode node, Metric metric) {
		String type = switch (metric.kind()) {
			case CPU_UTILIZATION, CPU_AVERAGE -> "Resource";
			case PODS_AVERAGE -> "Pods";
			case EXTERNAL_AVERAGE, EXTERNAL_VALUE -> "External";
		};
		node.put("type", type);
		ObjectNode source = node.putObject(type.toLowerCase(Locale.ROOT));
		if (type.equals("Resource")) {
			source.put("name", metric.name());
		}
		else {
			source.putObject("metric").put("name", metric.name());
		}
		ObjectNode target = source.putObject("target");
		if (metric.kind() == Kind.CPU_UTILIZATION) {
			target.put("type", "Utilization").put("averageUtilization", (int) metric.target());
			return;
		}
		boolean value = metric.kind() == Kind.EXTERNAL_VALUE;
		target.put("type", value ? "Value" : "AverageValue")
			.put(value ? "value" : "averageValue",
					new Quantity(BigDecimal.valueOf(metric.target()).movePointLeft(3)).toString());
	}

	private static void rules(ObjectNode node, Rules rules) {
		if (rules.stabilizationWindowSeconds() != null) {
			node.put("stabilizationWindowSeconds", rules.stabilizationWindowSeconds());
		}
		node.put("selectPolicy", named(rules.selectPolicy()));
		ArrayNode policies = node.putArray("policies");
		for (Policy policy : rules.policies()) {
			policies.addObject()
				.put("type", named(policy.type()))
				.put("value", policy.value())
				.put("periodSeconds", policy.periodSeconds());
		}
		if (rules.tolerance() != null) {
			// A quantity is exact to a billionth; smaller digits are rounding errors of
			// the double.
			node.put("tolerance",
					new Quantity(BigDecimal.valueOf(rules.tolerance()).setScale(9, RoundingMode.HALF_UP)).toString());
		}
	}

	/** A constant in Kubernetes' spelling, {@code Percent}. */
	static String named(Enum<?> constant) {
		return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(Locale.ROOT);
	}

}
