package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A field of a document: its value, and its path for messages. */
record Field(String source, String path, JsonNode node) {

	/** This field as an object; refuses any other fields. */
	Field object(String... known) {
		if (!this.node.isObject()) {
			throw refused("must be an object");
		}
		Set<String> names = Set.of(known);
		for (String name : this.node.propertyNames()) {
			if (!names.contains(name)) {
				throw new Field(this.source, child(name), this.node).refused("is not known or not supported");
			}
		}
		return this;
	}

	/** A child; absent if it is missing or null. */
	@Nullable Field get(String name) {
		JsonNode child = this.node.get(name);
		return (child == null || child.isNull()) ? null : new Field(this.source, child(name), child);
	}

	Field require(String name) {
		Field child = get(name);
		if (child == null) {
			throw refused(child(name), "is missing");
		}
		return child;
	}

	List<Field> items() {
		if (!this.node.isArray()) {
			throw refused("must be a list");
		}
		List<Field> items = new ArrayList<>();
		for (JsonNode item : this.node) {
			items.add(new Field(this.source, this.path + "[" + items.size() + "]", item));
		}
		return items;
	}

	String text() {
		if (!this.node.isString()) {
			throw refused("must be a string");
		}
		if (this.node.stringValue().isEmpty()) {
			throw refused("is empty");
		}
		return this.node.stringValue();
	}

	int integer(int min, int max) {
		if (!this.node.isIntegralNumber() || !this.node.canConvertToInt()) {
			throw refused("must be a whole number");
		}
		int value = this.node.intValue();
		if (value < min || value > max) {
			throw refused((max == Integer.MAX_VALUE) ? "is %d, but must be at least %d".formatted(value, min)
					: "is %d, but must be %d to %d".formatted(value, min, max));
		}
		return value;
	}

	double number() {
		if (!this.node.isNumber()) {
			throw refused("must be a number");
		}
		return this.node.doubleValue();
	}

	/** A quantity in thousandths. */
	double thousandths() {
		return number() / 1000;
	}

	boolean truth() {
		if (!this.node.isBoolean()) {
			throw refused("must be true or false");
		}
		return this.node.booleanValue();
	}

	Quantity quantity() {
		if (this.node.isString() || this.node.isNumber()) {
			String text = this.node.isString() ? this.node.stringValue() : this.node.decimalValue().toString();
			try {
				return Quantity.parse(text);
			}
			catch (NumberFormatException ex) {
				// Said below, as for every other type.
			}
		}
		throw refused("must be a quantity such as 500m, 25 or 1k");
	}

	/** A quantity above zero, in thousandths. */
	long positiveMilli() {
		Quantity quantity = quantity();
		if (quantity.value().signum() <= 0) {
			throw refused("must be above zero");
		}
		try {
			return quantity.milli();
		}
		catch (ArithmeticException ex) {
			throw refused("is too large");
		}
	}

	<T extends Enum<T>> T choice(Class<T> type) {
		String text = text();
		List<String> names = new ArrayList<>();
		for (T constant : type.getEnumConstants()) {
			String name = HpaDocument.named(constant);
			if (name.equals(text)) {
				return constant;
			}
			names.add(name);
		}
		throw refused("is '" + Text.shortened(text) + "', but must be one of " + String.join(", ", names));
	}

	UsageError refused(String why) {
		return refused(this.path, why);
	}

	private UsageError refused(String path, String why) {
		return new UsageError("%s: %s %s.".formatted(this.source, path.isEmpty() ? "the document" : path, why));
	}

	private String child(String name) {
		String shown = Text.shortened(name);
		return this.path.isEmpty() ? shown : this.path + "." + shown;
	}

}
