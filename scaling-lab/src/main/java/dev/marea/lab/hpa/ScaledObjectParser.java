package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Metric.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a ScaledObject of KEDA as the {@link Hpa} that KEDA 2.18 makes of it
 * ({@code controllers/keda/hpa.go}).
 */
final class ScaledObjectParser {

	private static final String OWNER = "scaledobject.keda.sh/name";

	private static final String PAUSED = "autoscaling.keda.sh/paused";

	private ScaledObjectParser() {
	}

	/** The name of the HorizontalPodAutoscaler. */
	static String name(JsonNode root) {
		String given = root.path("spec")
			.path("advanced")
			.path("horizontalPodAutoscalerConfig")
			.path("name")
			.asString("");
		return given.isEmpty() ? "keda-hpa-" + root.path("metadata").path("name").asString("") : given;
	}

	static Hpa parse(Field root) {
		root.object("apiVersion", "kind", "metadata", "spec", "status");
		Field version = root.require("apiVersion");
		if (!version.text().equals("keda.sh/v1alpha1")) {
			version.fault("is '%s', but must be keda.sh/v1alpha1".formatted(Text.shortened(version.text())));
		}
		root.notice("is a ScaledObject; it is read as the HorizontalPodAutoscaler that KEDA makes of it");
		Field metadata = root.require("metadata");
		String owner = HpaParser.name(metadata);
		Field spec = root.require("spec")
			.object("scaleTargetRef", "pollingInterval", "initialCooldownPeriod", "cooldownPeriod", "idleReplicaCount",
					"minReplicaCount", "maxReplicaCount", "advanced", "triggers", "fallback");
		Field advanced = child(spec, "advanced", "horizontalPodAutoscalerConfig", "restoreToOriginalReplicaCount",
				"scalingModifiers");
		Field config = child(advanced, "horizontalPodAutoscalerConfig", "behavior", "name");
		Field behavior = (config != null) ? config.get("behavior") : null;
		List<Metric> metrics = metrics(spec.require("triggers"), metadata, owner);
		Field modifiers = child(advanced, "scalingModifiers", "formula", "target", "activationTarget", "metricType");
		if (modifiers != null && (modifiers.get("formula") != null || modifiers.get("target") != null)) {
			metrics.removeIf((metric) -> !metric.kind().ofResource() || metric.kind().ofContainer());
			metrics.add(composite(modifiers, owner));
		}
		Map<String, String> annotations = texts(metadata.get("annotations"));
		int[] bounds = bounds(spec, annotations);
		return new Hpa(name(root.node()), target(spec.require("scaleTargetRef")), bounds[0], bounds[1], metrics,
				paused((behavior != null) ? BehaviorParser.parse(behavior) : null, annotations));
	}

	private static @Nullable Field child(@Nullable Field parent, String name, String... known) {
		Field child = (parent != null) ? parent.get(name) : null;
		return (child != null) ? child.object(known) : null;
	}

	private static Map<String, String> texts(@Nullable Field field) {
		return (field != null) ? field.texts() : Map.of();
	}

	private static Hpa.Target target(Field ref) {
		ref.object("apiVersion", "kind", "name", "envSourceContainerName");
		Field version = ref.get("apiVersion");
		Field kind = ref.get("kind");
		return new Hpa.Target((version != null) ? version.text() : "apps/v1",
				(kind != null) ? HpaParser.segment(kind) : "Deployment", HpaParser.segment(ref.require("name")));
	}

	private static int[] bounds(Field spec, Map<String, String> annotations) {
		Field min = spec.get("minReplicaCount");
		Field max = spec.get("maxReplicaCount");
		int least = (min != null) ? min.integer(0, Integer.MAX_VALUE) : 0;
		int most = (max != null) ? max.integer(1, Integer.MAX_VALUE, Integer.MAX_VALUE) : 100;
		if (least == 0) {
			spec.notice("has minReplicaCount 0: KEDA itself scales to 0 and from 0 to 1; its HorizontalPodAutoscaler"
					+ " has minReplicas 1");
		}
		least = Math.max(1, least);
		if (most < least && max != null) {
			max.fault("is %d, but must be at least spec.minReplicaCount, %d".formatted(most, least));
		}
		String paused = annotations.get(PAUSED + "-replicas");
		if (paused != null && paused.matches("\\d{1,9}")) {
			spec.notice("is paused at %s replicas by the annotation %s-replicas".formatted(paused, PAUSED));
			least = Math.max(1, Integer.parseInt(paused));
			most = least;
		}
		else if (Boolean.parseBoolean(annotations.get(PAUSED))) {
			spec.notice("is paused by the annotation %s; KEDA makes no HorizontalPodAutoscaler until it is removed"
				.formatted(PAUSED));
		}
		return new int[] { least, most };
	}

	private static @Nullable Behavior paused(@Nullable Behavior behavior, Map<String, String> annotations) {
		boolean in = paused(annotations, "-scale-in");
		boolean out = paused(annotations, "-scale-out");
		if (!in && !out) {
			return behavior;
		}
		Behavior given = (behavior != null) ? behavior : BehaviorParser.DEFAULT;
		return new Behavior(out ? disabled(given.scaleUp()) : given.scaleUp(),
				in ? disabled(given.scaleDown()) : given.scaleDown());
	}

	private static boolean paused(Map<String, String> annotations, String which) {
		return Boolean.parseBoolean(annotations.get(PAUSED + which));
	}

	private static Rules disabled(Rules rules) {
		return new Rules(rules.stabilizationWindowSeconds(), Select.DISABLED, rules.policies(), rules.tolerance());
	}

	private static List<Metric> metrics(Field triggers, Field metadata, String owner) {
		List<Metric> metrics = new ArrayList<>();
		List<Field> items = triggers.items();
		if (triggers.node().isArray() && items.isEmpty()) {
			triggers.fault("must hold at least one trigger");
		}
		for (int i = 0; i < items.size(); i++) {
			Field trigger = items.get(i);
			trigger.object("type", "name", "useCachedMetrics", "metadata", "authenticationRef", "metricType");
			Field type = trigger.require("type");
			switch (type.text()) {
				case "" -> {
				}
				case "cpu", "memory" -> metrics.add(resource(trigger, type.text()));
				default -> {
					Metric metric = external(trigger, type, metadata, owner, i);
					if (metric != null) {
						metrics.add(metric);
					}
				}
			}
		}
		// KEDA sorts by type, and keeps the order of the triggers otherwise.
		metrics.sort(
				Comparator.comparing((metric) -> metric.kind().ofContainer() ? 0 : metric.kind().ofExternal() ? 1 : 2));
		return metrics;
	}

	private static Metric resource(Field trigger, String name) {
		Field metadata = trigger.require("metadata");
		Map<String, String> texts = metadata.texts();
		Field metricType = trigger.get("metricType");
		// Until KEDA 2.17, metadata.type said it.
		String type = (metricType != null) ? metricType.text() : texts.getOrDefault("type", "");
		String container = texts.get("containerName");
		boolean utilization = type.equals("Utilization");
		if (!utilization && !type.equals("AverageValue")) {
			((metricType != null) ? metricType : trigger)
				.fault(type.isEmpty() ? "needs metricType: Utilization or AverageValue"
						: "is '%s', but must be Utilization or AverageValue".formatted(Text.shortened(type)));
		}
		Field value = metadata.require("value");
		boolean ofContainer = container != null && !container.isEmpty();
		Kind kind = ofContainer ? (utilization ? Kind.CONTAINER_UTILIZATION : Kind.CONTAINER_AVERAGE)
				: (utilization ? Kind.RESOURCE_UTILIZATION : Kind.RESOURCE_AVERAGE);
		long target = utilization ? positive(value, value.text()) : value.positiveMilli();
		return new Metric(kind, name, ofContainer ? container : null, null, null, target);
	}

	private static long positive(Field field, String text) {
		if (text.matches("0*[1-9]\\d{0,8}")) {
			return Long.parseLong(text);
		}
		if (!text.isEmpty()) {
			field.fault("must be a whole number above zero");
		}
		return 1;
	}

	private static @Nullable Metric external(Field trigger, Field type, Field metadata, String owner, int index) {
		KedaTrigger known = KedaTrigger.of(type.text());
		if (known == null) {
			type.fault(
					"is '%s', whose metric only KEDA knows; give what 'kubectl get hpa keda-hpa-%s -o yaml' prints instead"
						.formatted(Text.shortened(type.text()), owner));
			return null;
		}
		Field given = trigger.require("metadata");
		Map<String, String> texts = given.texts();
		Field namespace = metadata.get("namespace");
		String name = "s" + index + "-" + known.metricName(texts, (namespace != null) ? namespace.text() : "default");
		Field metricType = trigger.get("metricType");
		String kind = (metricType != null) ? metricType.text() : "AverageValue";
		if (metricType != null && !kind.equals("AverageValue") && !kind.equals("Value")) {
			metricType.fault("is '%s', but must be AverageValue or Value".formatted(Text.shortened(kind)));
		}
		return new Metric(kind.equals("Value") ? Kind.EXTERNAL_VALUE : Kind.EXTERNAL_AVERAGE, name, null, null,
				owned(owner), known.target(given, texts));
	}

	private static Metric composite(Field modifiers, String owner) {
		modifiers.require("formula");
		Field target = modifiers.require("target");
		Field type = modifiers.get("metricType");
		boolean whole = type != null && type.text().equals("Value");
		return new Metric(whole ? Kind.EXTERNAL_VALUE : Kind.EXTERNAL_AVERAGE, "composite-metric", null, null,
				owned(owner), KedaTrigger.milli(target, target.text()));
	}

	private static Selector owned(String owner) {
		return new Selector(new TreeMap<>(Map.of(OWNER, owner)), List.of());
	}

}
