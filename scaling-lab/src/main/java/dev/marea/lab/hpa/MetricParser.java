package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.marea.lab.hpa.Metric.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code spec.metrics} as the API server of Kubernetes 1.35.4 does
 * ({@code pkg/apis/autoscaling/validation/validation.go}), with the targets that the
 * controller uses ({@code pkg/controller/podautoscaler/horizontal.go}). The server
 * accepts a target whose type contradicts its fields; a notice says which field counts.
 */
final class MetricParser {

	/** The fields of {@code autoscaling/v2} and {@code v2beta2}. */
	static final MetricParser V2 = new MetricParser(false);

	/** The fields of {@code v2beta1} and of an annotation of {@code v1}. */
	static final MetricParser V2BETA1 = new MetricParser(true);

	/** {@code pkg/apis/autoscaling/annotations.go}: DefaultCPUUtilization. */
	static final List<Metric> DEFAULT = List.of(new Metric(Kind.RESOURCE_UTILIZATION, "cpu", 80));

	private static final Map<String, String> SOURCES = Map.of("Resource", "resource", "ContainerResource",
			"containerResource", "Pods", "pods", "Object", "object", "External", "external");

	private static final Pattern CONTAINER = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

	private static final Set<String> CONTAINER_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");

	private final boolean old;

	private MetricParser(boolean old) {
		this.old = old;
	}

	/** All metrics, or the default. */
	List<Metric> metrics(@Nullable Field field) {
		List<Metric> metrics = (field != null) ? listed(field) : List.of();
		return (metrics.isEmpty()) ? DEFAULT : metrics;
	}

	List<Metric> listed(Field field) {
		return new ArrayList<>(field.items().stream().map(this::metric).toList());
	}

	private Metric metric(Field field) {
		Field type = field.object("type", "resource", "pods", "external", "object", "containerResource")
			.require("type");
		String own = SOURCES.get(type.text());
		if (own == null) {
			if (!type.text().isEmpty()) {
				type.fault("is '%s', but must be one of Resource, ContainerResource, Pods, Object, External"
					.formatted(Text.shortened(type.text())));
			}
			return DEFAULT.getFirst();
		}
		for (String other : SOURCES.values().stream().sorted().toList()) {
			Field unexpected = field.get(other);
			if (unexpected != null && !other.equals(own)) {
				unexpected.fault("must not stand beside type " + type.text());
			}
		}
		Field source = field.require(own);
		return switch (own) {
			case "resource" -> resource(source, false);
			case "containerResource" -> resource(source, true);
			case "pods" -> pods(source);
			case "object" -> object(source);
			default -> external(source);
		};
	}

	private Metric resource(Field source, boolean ofContainer) {
		List<String> known = new ArrayList<>(this.old
				? List.of("name", "targetAverageUtilization", "targetAverageValue") : List.of("name", "target"));
		if (ofContainer) {
			known.add("container");
		}
		Field name = source.object(known.toArray(String[]::new)).require("name");
		String container = ofContainer ? container(source.require("container")) : null;
		if (ofContainer && !isContainerResource(name.text())) {
			name.fault("is '%s', which no container has".formatted(Text.shortened(name.text())));
		}
		Target target = this.old
				? new Target(source, source.get("targetAverageUtilization"), source.get("targetAverageValue"), null)
				: Target.of(source.require("target"));
		if (target.utilization() != null && target.average() != null) {
			target.average().fault("must not stand beside averageUtilization");
		}
		Field used = target.used(target.utilization(), target.average(),
				target.type().equals("AverageValue") ? "averageValue" : "averageUtilization");
		boolean percent = used == target.utilization();
		target.ignored(used, percent ? "Utilization" : "AverageValue", target.value());
		Kind kind = ofContainer ? (percent ? Kind.CONTAINER_UTILIZATION : Kind.CONTAINER_AVERAGE)
				: (percent ? Kind.RESOURCE_UTILIZATION : Kind.RESOURCE_AVERAGE);
		return new Metric(kind, name.text(), container, null, null,
				percent ? used.integer(1, Integer.MAX_VALUE) : used.positiveMilli());
	}

	private static String container(Field field) {
		String name = field.text();
		if (!name.isEmpty() && !CONTAINER.matcher(name).matches()) {
			field.fault("must be a name in lower case of at most 63 letters, digits and '-'");
		}
		return name;
	}

	private static boolean isContainerResource(String name) {
		return name.isEmpty() || CONTAINER_RESOURCES.contains(name) || name.startsWith("hugepages-")
				|| (name.contains("/") && Selector.KEY.matcher(name).matches());
	}

	private Metric pods(Field source) {
		if (this.old) {
			source.object("metricName", "targetAverageValue", "selector");
			return custom(Kind.PODS_AVERAGE, HpaParser.segment(source.require("metricName")), source.get("selector"),
					null, source.require("targetAverageValue"));
		}
		Field metric = identified(source.object("metric", "target"));
		Target target = Target.of(source.require("target"));
		Field used = target.used(target.average(), null, "averageValue");
		target.ignored(used, "AverageValue", target.utilization(), target.value());
		return custom(Kind.PODS_AVERAGE, HpaParser.segment(metric.require("name")), metric.get("selector"), null, used);
	}

	private Metric external(Field source) {
		Field metric = this.old ? source.object("metricName", "metricSelector", "targetValue", "targetAverageValue")
				: identified(source.object("metric", "target"));
		String name = HpaParser.segment(metric.require(this.old ? "metricName" : "name"));
		Target target = this.old ? new Target(source, null, source.get("targetAverageValue"), source.get("targetValue"))
				: Target.of(source.require("target"));
		Field value = target.value();
		Field average = target.average();
		if (value != null && average != null) {
			(target.type().equals("Value") ? average : value).fault("must not stand beside "
					+ (target.type().isEmpty() ? "the other target" : "type " + target.type()));
		}
		Field used = target.used(average, value, target.type().equals("Value") ? "value" : "averageValue");
		boolean whole = used == value;
		target.ignored(used, whole ? "Value" : "AverageValue", target.utilization());
		return custom(whole ? Kind.EXTERNAL_VALUE : Kind.EXTERNAL_AVERAGE, name,
				metric.get(this.old ? "metricSelector" : "selector"), null, used);
	}

	private Metric object(Field source) {
		if (this.old) {
			source.object("target", "metricName", "targetValue", "selector", "averageValue");
			Field average = source.get("averageValue");
			Field value = source.require("targetValue");
			if (average != null) {
				// Required, and without a meaning beside averageValue.
				value.positiveMilli();
			}
			return custom((average != null) ? Kind.OBJECT_AVERAGE : Kind.OBJECT_VALUE,
					HpaParser.segment(source.require("metricName")), source.get("selector"),
					HpaParser.reference(source.require("target")), (average != null) ? average : value);
		}
		Field metric = identified(source.object("describedObject", "metric", "target"));
		Hpa.Target described = HpaParser.reference(source.require("describedObject"));
		String name = HpaParser.segment(metric.require("name"));
		Target target = Target.of(source.require("target"));
		Field average = target.average();
		Field value = target.value();
		if (average != null && value != null && isZero(value)) {
			value.notice("is 0, which older API servers wrote beside averageValue; it is ignored");
			value = null;
		}
		boolean whole = target.type().equals("Value");
		if (target.type().equals("AverageValue") || whole) {
			Field used = whole ? value : average;
			Field other = whole ? average : value;
			if (used != null) {
				target.ignored(used, target.type(), target.utilization(), other);
				return custom(whole ? Kind.OBJECT_VALUE : Kind.OBJECT_AVERAGE, name, metric.get("selector"), described,
						used);
			}
		}
		Field used = target.used(average, value, whole ? "value" : "averageValue");
		if (!target.type().isEmpty()) {
			target.field()
				.notice("is accepted by the API server, but the controller fails on it: type %s does not fit %s"
					.formatted(target.type(), (used == value) ? "value" : "averageValue"));
		}
		return custom((used == value) ? Kind.OBJECT_WITHOUT_AVERAGE : Kind.OBJECT_WITHOUT_VALUE, name,
				metric.get("selector"), described, used);
	}

	private static boolean isZero(Field field) {
		return (field.node().isString() || field.node().isNumber())
				&& field.node().asString().strip().matches("[-+]?0*\\.?0+[a-zA-Z]*");
	}

	private static Field identified(Field source) {
		return source.require("metric").object("name", "selector");
	}

	private static Metric custom(Kind kind, String name, @Nullable Field selector, Hpa.@Nullable Target object,
			Field target) {
		return new Metric(kind, name, null, object, (selector != null) ? Selector.parse(selector) : null,
				target.positiveMilli());
	}

	/**
	 * The fields of a target.
	 *
	 * @param type empty if it is missing
	 * @param typed whether this version has types
	 */
	private record Target(Field field, String type, boolean typed, @Nullable Field utilization, @Nullable Field average,
			@Nullable Field value) {

		/** A source whose target has no type. */
		Target(Field field, @Nullable Field utilization, @Nullable Field average, @Nullable Field value) {
			this(field, "", false, utilization, average, value);
		}

		static Target of(Field field) {
			Field target = field.object("type", "averageUtilization", "averageValue", "value");
			Field type = target.require("type");
			String text = type.text();
			if (!text.isEmpty() && !Set.of("Utilization", "AverageValue", "Value").contains(text)) {
				type.fault("is '%s', but must be Utilization, AverageValue or Value".formatted(Text.shortened(text)));
			}
			return new Target(target, text, true, target.get("averageUtilization"), target.get("averageValue"),
					target.get("value"));
		}

		/** The first that is there; reports otherwise that a field is missing. */
		Field used(@Nullable Field one, @Nullable Field other, String otherwise) {
			if (one != null) {
				return one;
			}
			if (other != null) {
				return other;
			}
			return this.field.require(this.typed ? otherwise : "targetAverageValue");
		}

		/**
		 * Says of each other field, and of a type that fits another, that it has no
		 * effect.
		 */
		void ignored(Field used, String fitting, @Nullable Field... others) {
			String name = used.path().substring(used.path().lastIndexOf('.') + 1);
			if (!this.type.isEmpty() && !this.type.equals(fitting)) {
				this.field.notice("has type %s, but the controller uses %s".formatted(this.type, name));
			}
			for (Field other : others) {
				if (other == null) {
					continue;
				}
				if (other.path().endsWith("averageUtilization")) {
					other.integer(1, Integer.MAX_VALUE);
				}
				else {
					other.positiveMilli();
				}
				other.notice("has no effect, for the controller uses " + name);
			}
		}

	}

}
