package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a document into an {@link Hpa}: strict about fields, with the API server's
 * validation and defaults of Kubernetes 1.35.4
 * ({@code pkg/apis/autoscaling/validation/validation.go},
 * {@code pkg/apis/autoscaling/v2/defaults.go},
 * {@code pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go}; {@code tolerance}
 * and {@code minReplicas: 0} are read whatever the feature gates are). Older versions are
 * converted as in {@code pkg/apis/autoscaling/v1/conversion.go} and
 * {@code .../v2beta1/conversion.go}.
 */
final class HpaParser {

	static final String GROUP = "autoscaling/";

	private static final JsonMapper JSON = new JsonMapper();

	private static final Pattern SUBDOMAIN = Pattern
		.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

	/**
	 * {@code pkg/apis/autoscaling/annotations.go}: what v1 and v2beta1 have no field for.
	 */
	private static final String ANNOTATED = "autoscaling.alpha.kubernetes.io/";

	private HpaParser() {
	}

	/** Reads the document; the result means nothing once the findings have a fault. */
	static Hpa parse(Field document) {
		Field root = document;
		if (!document.node().isObject()) {
			document.fault("must be a HorizontalPodAutoscaler object");
			root = new Field(document.findings(), "", MissingNode.getInstance());
		}
		String version = version(root.require("apiVersion"));
		String kind = root.require("kind").text();
		if (!kind.isEmpty() && !kind.equals("HorizontalPodAutoscaler")) {
			root.require("kind").fault("is '%s', but must be HorizontalPodAutoscaler".formatted(Text.shortened(kind)));
		}
		// A status in a file has no effect, as for the API server: only the controller
		// sets it.
		root.object("apiVersion", "kind", "metadata", "spec", "status");
		Field metadata = root.require("metadata");
		String name = name(metadata);
		Field spec = root.require("spec");
		return switch (version) {
			case "v1" -> v1(name, metadata, spec);
			case "v2beta1" -> v2beta1(name, metadata, spec);
			default -> v2(name, spec);
		};
	}

	private static String version(Field field) {
		String text = field.text();
		switch (text) {
			case "", "autoscaling/v2" -> {
			}
			case "autoscaling/v1" -> field.notice("is autoscaling/v1; it is read as autoscaling/v2");
			case "autoscaling/v2beta1" ->
				field.notice("is autoscaling/v2beta1, which Kubernetes removed in 1.25; it is read as autoscaling/v2");
			case "autoscaling/v2beta2" ->
				field.notice("is autoscaling/v2beta2, which Kubernetes removed in 1.26; it is read as autoscaling/v2");
			default -> field.fault("is '%s', but must be autoscaling/v2".formatted(Text.shortened(text)));
		}
		return text.startsWith(GROUP) ? text.substring(GROUP.length()) : "v2";
	}

	private static Hpa v2(String name, Field spec) {
		spec.object("scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior");
		Field behavior = spec.get("behavior");
		return hpa(name, spec, MetricParser.V2.metrics(spec.get("metrics")),
				(behavior != null) ? BehaviorParser.parse(behavior) : null);
	}

	private static Hpa v2beta1(String name, Field metadata, Field spec) {
		spec.object("scaleTargetRef", "minReplicas", "maxReplicas", "metrics");
		return hpa(name, spec, MetricParser.V2BETA1.metrics(spec.get("metrics")), annotatedBehavior(metadata));
	}

	private static Hpa v1(String name, Field metadata, Field spec) {
		spec.object("scaleTargetRef", "minReplicas", "maxReplicas", "targetCPUUtilizationPercentage");
		Field annotated = annotated(metadata, "metrics");
		List<Metric> metrics = (annotated != null && annotated.node().isArray())
				? new ArrayList<>(MetricParser.V2BETA1.listed(annotated)) : new ArrayList<>();
		Field cpu = spec.get("targetCPUUtilizationPercentage");
		if (cpu != null) {
			metrics.add(new Metric(Metric.Kind.RESOURCE_UTILIZATION, "cpu", cpu.integer(1, Integer.MAX_VALUE)));
		}
		return hpa(name, spec, metrics.isEmpty() ? MetricParser.DEFAULT : metrics, annotatedBehavior(metadata));
	}

	private static @Nullable Behavior annotatedBehavior(Field metadata) {
		Field annotated = annotated(metadata, "behavior");
		if (annotated == null || !annotated.node().isObject() || annotated.node().isEmpty()) {
			return null;
		}
		return BehaviorParser
			.parse(new Field(annotated.findings(), annotated.path(), inLowerCamelCase(annotated.node())));
	}

	/** The JSON of an annotation; absent if it is none, which the API server ignores. */
	private static @Nullable Field annotated(Field metadata, String name) {
		Field annotations = metadata.get("annotations");
		JsonNode text = (annotations != null) ? annotations.node().get(ANNOTATED + name) : null;
		if (text == null || !text.isString()) {
			return null;
		}
		try {
			return new Field(metadata.findings(), "the annotation " + ANNOTATED + name,
					JSON.readTree(text.stringValue()));
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/** The annotation holds the fields of a Go struct, for example {@code ScaleUp}. */
	private static JsonNode inLowerCamelCase(JsonNode node) {
		if (node instanceof ArrayNode array) {
			ArrayNode changed = JSON.createArrayNode();
			array.forEach((item) -> changed.add(inLowerCamelCase(item)));
			return changed;
		}
		if (!node.isObject()) {
			return node;
		}
		ObjectNode changed = JSON.createObjectNode();
		for (Map.Entry<String, JsonNode> entry : node.properties()) {
			String name = entry.getKey();
			changed.set(name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1),
					inLowerCamelCase(entry.getValue()));
		}
		return changed;
	}

	private static Hpa hpa(String name, Field spec, List<Metric> metrics, @Nullable Behavior behavior) {
		Hpa.Target target = target(spec.require("scaleTargetRef"));
		Field min = spec.get("minReplicas");
		int minReplicas = (min != null) ? min.integer(0, Integer.MAX_VALUE, 1) : 1;
		Field max = spec.require("maxReplicas");
		int maxReplicas = max.integer(1, Integer.MAX_VALUE, Integer.MAX_VALUE);
		if (maxReplicas < minReplicas) {
			max.fault("is %d, but must be at least spec.minReplicas, %d".formatted(maxReplicas, minReplicas));
		}
		if (min != null && minReplicas == 0) {
			if (metrics.stream().noneMatch(Metric::withoutPods)) {
				min.fault("is 0, which needs an Object or External metric and the feature gate HPAScaleToZero");
			}
			else {
				min.notice("is 0, which the API server accepts only with the feature gate HPAScaleToZero;"
						+ " it is off by default");
			}
		}
		return new Hpa(name, target, minReplicas, maxReplicas, metrics, behavior);
	}

	static String name(Field metadata) {
		metadata.object("name", "namespace", "labels", "annotations", "creationTimestamp", "deletionTimestamp",
				"deletionGracePeriodSeconds", "finalizers", "generateName", "generation", "managedFields",
				"ownerReferences", "resourceVersion", "selfLink", "uid");
		for (String texts : List.of("labels", "annotations")) {
			Field field = metadata.get(texts);
			if (field != null) {
				field.texts();
			}
		}
		Field field = metadata.require("name");
		String name = field.text();
		if (!name.isEmpty() && (name.length() > 253 || !SUBDOMAIN.matcher(name).matches())) {
			field.fault("must be a DNS name in lower case");
		}
		return name;
	}

	private static Hpa.Target target(Field ref) {
		Hpa.Target target = reference(ref);
		String version = target.apiVersion();
		if (target.kind().equals("ReplicationController")) {
			return target;
		}
		if (version == null) {
			ref.require("apiVersion");
		}
		else if (!version.contains("/") || version.startsWith("/")) {
			ref.require("apiVersion").fault("must name a group and a version, such as apps/v1");
		}
		return target;
	}

	/** A reference to an object of any API, with or without a group. */
	static Hpa.Target reference(Field ref) {
		ref.object("apiVersion", "kind", "name");
		Field version = ref.get("apiVersion");
		String text = (version != null) ? version.text() : "";
		if (version != null && text.chars().filter((letter) -> letter == '/').count() > 1) {
			version.fault("must name a group and a version, such as apps/v1");
		}
		return new Hpa.Target(text.isEmpty() ? null : text, segment(ref.require("kind")), segment(ref.require("name")));
	}

	/** A name that may stand in a path ({@code pkg/api/validation/path}). */
	static String segment(Field field) {
		String text = field.text();
		if (text.equals(".") || text.equals("..") || text.contains("/") || text.contains("%")) {
			field.fault("must not be '.' or '..' and must not contain '/' or '%'");
		}
		return text;
	}

}
