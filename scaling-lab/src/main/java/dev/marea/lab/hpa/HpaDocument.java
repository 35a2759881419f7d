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
		reference(spec.putObject("scaleTargetRef"), hpa.target());
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
		Kind kind = metric.kind();
		String type = kind.ofContainer() ? "ContainerResource"
				: kind.ofResource() ? "Resource" : kind.ofObject() ? "Object" : kind.ofExternal() ? "External" : "Pods";
		node.put("type", type);
		ObjectNode source = node.putObject(Character.toLowerCase(type.charAt(0)) + type.substring(1));
		if (kind.ofResource()) {
			source.put("name", metric.name());
			if (metric.container() != null) {
				source.put("container", metric.container());
			}
		}
		else {
			if (metric.object() != null) {
				reference(source.putObject("describedObject"), metric.object());
			}
			ObjectNode identifier = source.putObject("metric").put("name", metric.name());
			if (metric.selector() != null) {
				selector(identifier.putObject("selector"), metric.selector());
			}
		}
		target(source.putObject("target"), metric);
	}

	private static void target(ObjectNode node, Metric metric) {
		Kind kind = metric.kind();
		if (kind.utilization()) {
			node.put("type", "Utilization").put("averageUtilization", (int) metric.target());
			return;
		}
		boolean value = kind == Kind.EXTERNAL_VALUE || kind == Kind.OBJECT_VALUE || kind == Kind.OBJECT_WITHOUT_AVERAGE;
		// Such a metric has the other type.
		boolean typedValue = value != kind.undecidable();
		node.put("type", typedValue ? "Value" : "AverageValue")
			.put(value ? "value" : "averageValue",
					new Quantity(BigDecimal.valueOf(metric.target()).movePointLeft(3)).toString());
	}

	private static void selector(ObjectNode node, Selector selector) {
		if (!selector.matchLabels().isEmpty()) {
			ObjectNode labels = node.putObject("matchLabels");
			selector.matchLabels().forEach(labels::put);
		}
		if (!selector.matchExpressions().isEmpty()) {
			ArrayNode expressions = node.putArray("matchExpressions");
			for (Selector.Expression expression : selector.matchExpressions()) {
				ObjectNode item = expressions.addObject()
					.put("key", expression.key())
					.put("operator", expression.operator());
				if (!expression.values().isEmpty()) {
					expression.values().forEach(item.putArray("values")::add);
				}
			}
		}
	}

	private static void reference(ObjectNode node, Hpa.Target reference) {
		if (reference.apiVersion() != null) {
			node.put("apiVersion", reference.apiVersion());
		}
		node.put("kind", reference.kind()).put("name", reference.name());
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
