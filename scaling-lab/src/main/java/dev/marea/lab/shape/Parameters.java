package dev.marea.lab.shape;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantities;
import org.jspecify.annotations.Nullable;

/**
 * One part of a shape, {@code kind:name=value,name=value}; a value without a name right
 * after the colon is the file.
 */
class Parameters {

	private final String part;

	private final String kind;

	private final Map<String, String> values = new LinkedHashMap<>();

	private final @Nullable Double defaultDuration;

	Parameters(String part, @Nullable Double defaultDuration) {
		this.part = part;
		this.defaultDuration = defaultDuration;
		int colon = part.indexOf(':');
		this.kind = (colon < 0) ? part : part.substring(0, colon);
		String rest = (colon < 0) ? "" : part.substring(colon + 1);
		String[] fields = rest.isBlank() ? new String[0] : rest.split(",", -1);
		for (int i = 0; i < fields.length; i++) {
			String field = fields[i].strip();
			int equals = field.indexOf('=');
			if (equals < 0 && i == 0 && !field.isEmpty() && this.kind.equals("trace")) {
				this.values.put("file", field);
			}
			else if (equals <= 0 || equals == field.length() - 1) {
				throw error("has '" + field + "' where name=value belongs");
			}
			else if (this.values.put(field.substring(0, equals), field.substring(equals + 1)) != null) {
				throw error("gives " + field.substring(0, equals) + "= twice");
			}
		}
	}

	String kind() {
		return this.kind;
	}

	void allow(String... names) {
		List<String> known = Arrays.asList(names);
		for (String name : this.values.keySet()) {
			if (!known.contains(name)) {
				throw error("has an unknown " + name + "=; a " + this.kind + " takes " + String.join(", ", known));
			}
		}
	}

	boolean has(String name) {
		return this.values.containsKey(name);
	}

	String text(String name) {
		String value = this.values.get(name);
		if (value == null) {
			throw error("has no " + name + "=");
		}
		return value;
	}

	double rate(String name) {
		return Quantities.perSecond(text(name), what(name));
	}

	double number(String name) {
		try {
			double number = Double.parseDouble(text(name));
			if (number > 0 && number < 1e9) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw new UsageError(what(name) + " is '" + text(name) + "', which is no number above 0.");
	}

	double positive(String name) {
		double seconds = Quantities.seconds(text(name), what(name));
		if (seconds < 0.001) {
			throw new UsageError(what(name) + " is '" + text(name) + "'; it must be at least 1ms.");
		}
		return seconds;
	}

	/** A time after the start and before the end. */
	double within(String name) {
		double seconds = positive(name);
		if (seconds >= duration()) {
			throw error("is over before its " + name + "=");
		}
		return seconds;
	}

	double duration() {
		if (has("for")) {
			return positive("for");
		}
		if (this.defaultDuration == null) {
			throw error("has no for=");
		}
		return this.defaultDuration;
	}

	boolean poisson(boolean otherwise) {
		return switch (this.values.get("arrivals")) {
			case null -> otherwise;
			case "poisson" -> true;
			case "even" -> false;
			default -> throw new UsageError(
					what("arrivals") + " is '" + text("arrivals") + "'; it is either even or poisson.");
		};
	}

	UsageError error(String complaint) {
		return new UsageError("The shape '" + this.part + "' " + complaint + ".");
	}

	private String what(String name) {
		return name + "= of the shape '" + this.part + "'";
	}

}
