package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The labels by which a metrics API chooses among the series of a metric.
 */
public record Selector(SortedMap<String, String> matchLabels, List<Expression> matchExpressions) {

	/** {@code k8s.io/apimachinery/pkg/util/validation}: a qualified name. */
	static final Pattern KEY = Pattern
		.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?" + "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

	private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

	public Selector {
		matchLabels = Collections.unmodifiableSortedMap(new TreeMap<>(matchLabels));
		matchExpressions = List.copyOf(matchExpressions);
	}

	/**
	 * A condition on one label.
	 *
	 * @param operator {@code In}, {@code NotIn}, {@code Exists} or {@code DoesNotExist}
	 */
	public record Expression(String key, String operator, List<String> values) {

		public Expression {
			values = List.copyOf(values);
		}

		private boolean usable() {
			return KEY.matcher(this.key).matches() && switch (this.operator) {
				case "In", "NotIn" ->
					!this.values.isEmpty() && this.values.stream().allMatch((value) -> VALUE.matcher(value).matches());
				case "Exists", "DoesNotExist" -> this.values.isEmpty();
				default -> false;
			};
		}

		@Override
		public String toString() {
			String values = "(" + String.join(",", this.values.stream().sorted().distinct().toList()) + ")";
			return switch (this.operator) {
				case "In" -> this.key + " in " + values;
				case "NotIn" -> this.key + " notin " + values;
				case "DoesNotExist" -> "!" + this.key;
				default -> this.key;
			};
		}

	}

	static Selector parse(Field field) {
		field.object("matchLabels", "matchExpressions");
		Field labels = field.get("matchLabels");
		Field expressions = field.get("matchExpressions");
		List<Expression> parsed = new ArrayList<>();
		for (Field item : (expressions != null) ? expressions.items() : List.<Field>of()) {
			item.object("key", "operator", "values");
			Field values = item.get("values");
			parsed.add(new Expression(item.require("key").text(), item.require("operator").text(),
					(values != null) ? values.items().stream().map(Field::text).toList() : List.of()));
		}
		Map<String, String> matched = (labels != null) ? labels.texts() : Map.of();
		Selector selector = new Selector(new TreeMap<>(matched), parsed);
		if (field.findings().sound() && !selector.usable()) {
			field.notice("is accepted by the API server, but no controller can use it, so the metric has no value");
		}
		return selector;
	}

	/** Whether the controller can ask for the metric; the API server does not check. */
	public boolean usable() {
		return this.matchExpressions.stream().allMatch(Expression::usable) && this.matchLabels.entrySet()
			.stream()
			.allMatch((label) -> KEY.matcher(label.getKey()).matches() && VALUE.matcher(label.getValue()).matches());
	}

	/** As kubectl writes it, sorted by key: {@code app=x,tier in (api,web),!canary}. */
	@Override
	public String toString() {
		record Part(String key, String text) {
		}
		List<Part> parts = new ArrayList<>();
		this.matchLabels.forEach((key, value) -> parts.add(new Part(key, key + "=" + value)));
		this.matchExpressions.forEach((expression) -> parts.add(new Part(expression.key(), expression.toString())));
		parts.sort((one, other) -> one.key().compareTo(other.key()));
		return String.join(",", parts.stream().map(Part::text).toList());
	}

}
