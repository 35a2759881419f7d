package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A field of a document: its value, and its path for messages. A value of the wrong form
 * is a fault and reads as a harmless one. A missing node has been reported already, so it
 * reads as such a value without another fault.
 */
record Field(Findings findings, String path, JsonNode node) {

	/** This field as an object; reports any other fields. */
	Field object(String... known) {
		if (this.node.isMissingNode()) {
			return this;
		}
		if (!this.node.isObject()) {
			fault("must be an object");
			return missing(this.path);
		}
		Set<String> names = Set.of(known);
		for (String name : this.node.propertyNames()) {
			if (!names.contains(name)) {
				this.findings.fault(child(name), "is not known or not supported");
			}
		}
		return this;
	}

	/** A child; absent if it is missing or null. */
	@Nullable Field get(String name) {
		JsonNode child = this.node.get(name);
		return (child == null || child.isNull()) ? null : new Field(this.findings, child(name), child);
	}

	Field require(String name) {
		Field child = get(name);
		if (child != null) {
			return child;
		}
		if (!this.node.isMissingNode()) {
			this.findings.fault(child(name), "is missing");
		}
		return missing(child(name));
	}

	private Field missing(String path) {
		return new Field(this.findings, path, MissingNode.getInstance());
	}

	List<Field> items() {
		List<Field> items = new ArrayList<>();
		if (expect(this.node.isArray(), "must be a list")) {
			for (JsonNode item : this.node) {
				items.add(new Field(this.findings, this.path + "[" + items.size() + "]", item));
			}
		}
		return items;
	}

	/** An object's text by name; null reads as empty, as for the API server. */
	Map<String, String> texts() {
		Map<String, String> texts = new LinkedHashMap<>();
		if (expect(this.node.isObject(), "must be an object")) {
			for (Map.Entry<String, JsonNode> entry : this.node.properties()) {
				JsonNode value = entry.getValue();
				if (value.isString() || value.isNull()) {
					texts.put(entry.getKey(), value.isNull() ? "" : value.stringValue());
				}
				else {
					this.findings.fault(child(entry.getKey()), "must be a string; put it in quotes");
				}
			}
		}
		return texts;
	}

	/** A text that is not empty; empty after a fault. */
	String text() {
		if (!expect(this.node.isString(), "must be a string")) {
			return "";
		}
		if (this.node.stringValue().isEmpty()) {
			fault("is empty");
		}
		return this.node.stringValue();
	}

	/** A whole number; the minimum after a fault. */
	int integer(int min, int max) {
		return integer(min, max, min);
	}

	int integer(int min, int max, int otherwise) {
		if (!expect(this.node.isIntegralNumber() && this.node.canConvertToInt(), "must be a whole number")) {
			return otherwise;
		}
		int value = this.node.intValue();
		if (value < min || value > max) {
			fault((max == Integer.MAX_VALUE) ? "is %d, but must be at least %d".formatted(value, min)
					: "is %d, but must be %d to %d".formatted(value, min, max));
			return otherwise;
		}
		return value;
	}

	/** A number; 0 after a fault. */
	double number() {
		return expect(this.node.isNumber(), "must be a number") ? this.node.doubleValue() : 0;
	}

	/** A quantity in thousandths. */
	double thousandths() {
		return number() / 1000;
	}

	/** Numbers in thousandths, by name. */
	Map<String, Double> allThousandths() {
		Map<String, Double> numbers = new LinkedHashMap<>();
		if (expect(this.node.isObject(), "must be an object")) {
			this.node.propertyNames().forEach((name) -> numbers.put(name, require(name).thousandths()));
		}
		return numbers;
	}

	/** True or false; false after a fault. */
	boolean truth() {
		return expect(this.node.isBoolean(), "must be true or false") && this.node.booleanValue();
	}

	/** A quantity; absent after a fault. */
	@Nullable Quantity quantity() {
		if (this.node.isString() || this.node.isNumber()) {
			try {
				return Quantity
					.parse(this.node.isString() ? this.node.stringValue() : this.node.decimalValue().toString());
			}
			catch (NumberFormatException ex) {
				// Said below, as for every other type.
			}
		}
		expect(false, "must be a quantity such as 500m, 25 or 1k");
		return null;
	}

	/** A quantity above zero, in thousandths; 1 after a fault. */
	long positiveMilli() {
		Quantity quantity = quantity();
		if (quantity == null) {
			return 1;
		}
		if (quantity.value().signum() <= 0) {
			fault("must be above zero");
			return 1;
		}
		try {
			return quantity.milli();
		}
		catch (ArithmeticException ex) {
			fault("is too large");
			return 1;
		}
	}

	/** One of an enumeration; the first constant after a fault. */
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
		if (!text.isEmpty()) {
			fault("is '" + Text.shortened(text) + "', but must be one of " + String.join(", ", names));
		}
		return type.getEnumConstants()[0];
	}

	/** Reports a fault of this field. */
	void fault(String why) {
		this.findings.fault(this.path, why);
	}

	/** Reports how this field is read. */
	void notice(String what) {
		this.findings.notice(this.path, what);
	}

	private boolean expect(boolean right, String otherwise) {
		if (!right && !this.node.isMissingNode()) {
			fault(otherwise);
		}
		return right;
	}

	private String child(String name) {
		String shown = Text.shortened(name);
		return this.path.isEmpty() ? shown : this.path + "." + shown;
	}

}
