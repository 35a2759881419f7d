package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a document into an {@link Hpa}: strict about fields, with the API server's
 * validation and defaults of Kubernetes 1.35.4
 * ({@code pkg/apis/autoscaling/validation/validation.go},
 * {@code pkg/apis/autoscaling/v2/defaults.go},
 * {@code pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go}; feature gates at
 * their defaults, so {@code minReplicas: 0} is refused and {@code tolerance} is not).
 */
final class HpaParser {

	/** {@code pkg/apis/autoscaling/annotations.go}: DefaultCPUUtilization. */
	private static final Metric DEFAULT_METRIC = new Metric(Metric.Kind.CPU_UTILIZATION, "cpu", 80);

	private static final Pattern SUBDOMAIN = Pattern
		.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

	private HpaParser() {
	}

	static Hpa parse(Field root) {
		if (!root.node().isObject()) {
			throw root.refused("must be a HorizontalPodAutoscaler object");
		}
		expect(root.require("apiVersion"), "autoscaling/v2");
		expect(root.require("kind"), "HorizontalPodAutoscaler");
		// A status in a file has no effect, as for the API server: only the controller
		// sets it.
		root.object("apiVersion", "kind", "metadata", "spec", "status");
		String name = name(root.require("metadata"));
		Field spec = root.require("spec").object("scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior");
		Hpa.Target target = target(spec.require("scaleTargetRef"));
		Field min = spec.get("minReplicas");
		int minReplicas = (min != null) ? min.integer(1, Integer.MAX_VALUE) : 1;
		Field max = spec.require("maxReplicas");
		int maxReplicas = max.integer(1, Integer.MAX_VALUE);
		if (maxReplicas < minReplicas) {
			throw max.refused("is %d, but must be at least spec.minReplicas, %d".formatted(maxReplicas, minReplicas));
		}
		Field behavior = spec.get("behavior");
		return new Hpa(name, target, minReplicas, maxReplicas, metrics(spec.get("metrics")),
				(behavior != null) ? BehaviorParser.parse(behavior) : null);
	}

	private static void expect(Field field, String value) {
		String text = field.text();
		if (!text.equals(value)) {
			throw field.refused("is '%s', but must be %s".formatted(Text.shortened(text), value));
		}
	}

	private static String name(Field metadata) {
		metadata.object("name", "namespace", "labels", "annotations", "creationTimestamp", "deletionTimestamp",
				"deletionGracePeriodSeconds", "finalizers", "generateName", "generation", "managedFields",
				"ownerReferences", "resourceVersion", "selfLink", "uid");
		Field field = metadata.require("name");
		String name = field.text();
		if (name.length() > 253 || !SUBDOMAIN.matcher(name).matches()) {
			throw field.refused("must be a DNS name in lower case");
		}
		return name;
	}

	private static Hpa.Target target(Field ref) {
		ref.object("apiVersion", "kind", "name");
		String kind = segment(ref.require("kind"));
		String name = segment(ref.require("name"));
		Field version = ref.get("apiVersion");
		boolean core = kind.equals("ReplicationController");
		if (version == null && !core) {
			throw ref.require("apiVersion").refused("is missing");
		}
		if (version != null) {
			String[] parts = version.text().split("/", -1);
			if (parts.length > 2 || (parts.length == 1 && !core) || parts[0].isEmpty()) {
				throw version.refused("must name a group and a version, such as apps/v1");
			}
		}
		return new Hpa.Target((version != null) ? version.text() : null, kind, name);
	}

	/** A name that may stand in a path ({@code pkg/api/validation/path}). */
	private static String segment(Field field) {
		String text = field.text();
		if (text.equals(".") || text.equals("..") || text.contains("/") || text.contains("%")) {
			throw field.refused("must not be '.' or '..' and must not contain '/' or '%'");
		}
		return text;
	}

	private static List<Metric> metrics(@Nullable Field field) {
		List<Metric> metrics = new ArrayList<>();
		for (Field item : (field != null) ? field.items() : List.<Field>of()) {
			metrics.add(metric(item));
		}
		return metrics.isEmpty() ? List.of(DEFAULT_METRIC) : metrics;
	}

	private static Metric metric(Field field) {
		Field type = field.object("type", "resource", "pods", "external", "object", "containerResource")
			.require("type");
		String own = switch (type.text()) {
			case "Resource" -> "resource";
			case "Pods" -> "pods";
			case "External" -> "external";
			case "Object", "ContainerResource" ->
				throw type.refused(type.text() + " is not supported; supported are Resource, Pods and External");
			default -> throw type
				.refused("is '%s', but must be one of Resource, Pods, External".formatted(Text.shortened(type.text())));
		};
		for (String other : List.of("resource", "pods", "external", "object", "containerResource")) {
			Field unexpected = field.get(other);
			if (unexpected != null && !other.equals(own)) {
				throw unexpected.refused("must not stand beside type " + type.text());
			}
		}
		Field source = field.require(own);
		return own.equals("resource") ? resource(source) : custom(source, own.equals("pods"));
	}

	private static Metric resource(Field source) {
		Field name = source.object("name", "target").require("name");
		if (!name.text().equals("cpu")) {
			throw name.refused("is '%s', but only cpu is supported".formatted(Text.shortened(name.text())));
		}
		Field target = target(source, "Utilization", "AverageValue");
		if (target.path().endsWith(".averageUtilization")) {
			return new Metric(Metric.Kind.CPU_UTILIZATION, "cpu", target.integer(1, Integer.MAX_VALUE));
		}
		return new Metric(Metric.Kind.CPU_AVERAGE, "cpu", target.positiveMilli());
	}

	private static Metric custom(Field source, boolean pods) {
		Field metric = source.object("metric", "target").require("metric").object("name", "selector");
		Field selector = metric.get("selector");
		if (selector != null) {
			throw selector.refused("is not supported");
		}
		String name = segment(metric.require("name"));
		Field target = pods ? target(source, "AverageValue") : target(source, "AverageValue", "Value");
		Metric.Kind kind = pods ? Metric.Kind.PODS_AVERAGE
				: target.path().endsWith(".value") ? Metric.Kind.EXTERNAL_VALUE : Metric.Kind.EXTERNAL_AVERAGE;
		return new Metric(kind, name, target.positiveMilli());
	}

	/**
	 * The field of a target that its type names. The API server accepts a type that
	 * contradicts the fields, and the controller then uses the fields; this parser
	 * refuses it.
	 */
	private static Field target(Field source, String... types) {
		Field target = source.require("target").object("type", "averageUtilization", "averageValue", "value");
		Field type = target.require("type");
		if (!List.of(types).contains(type.text())) {
			throw type
				.refused("is '%s', but must be %s".formatted(Text.shortened(type.text()), String.join(" or ", types)));
		}
		String own = type.text().equals("Utilization") ? "averageUtilization"
				: Character.toLowerCase(type.text().charAt(0)) + type.text().substring(1);
		for (String other : List.of("averageUtilization", "averageValue", "value")) {
			Field unexpected = target.get(other);
			if (unexpected != null && !other.equals(own)) {
				throw unexpected.refused("must not stand beside type " + type.text());
			}
		}
		return target.require(own);
	}

}
