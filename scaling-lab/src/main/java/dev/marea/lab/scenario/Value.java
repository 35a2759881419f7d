package dev.marea.lab.scenario;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;

/**
 * The expression between <code>${</code> and <code>}</code>.
 */
@FunctionalInterface
interface Value {

	Pattern INT = Pattern.compile("int (-?\\d{1,9})\\.\\.(-?\\d{1,9})");

	Pattern FIELD = Pattern.compile("([A-Za-z]\\w*)\\.([A-Za-z]\\w*)");

	String in(Draws draws);

	static Value of(String expression) {
		String text = expression.strip();
		if (text.equals("uuid")) {
			// Never from the seed: the service may still know the keys of an earlier run.
			return (draws) -> UUID.randomUUID().toString();
		}
		if (text.equals("index")) {
			return (draws) -> Long.toString(draws.index());
		}
		if (text.startsWith("env.")) {
			String value = environment(text.substring(4));
			return (draws) -> value;
		}
		if (text.startsWith("choice ")) {
			List<String> choices = List.of(text.substring(7).strip().split("\\s*\\|\\s*"));
			if (!choices.isEmpty()) {
				return (draws) -> choices.get(draws.random().nextInt(choices.size()));
			}
		}
		Matcher range = INT.matcher(text);
		if (range.matches() && Integer.parseInt(range.group(1)) <= Integer.parseInt(range.group(2))) {
			return new Int(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
		}
		Matcher field = FIELD.matcher(text);
		if (field.matches()) {
			return new Field(field.group(1), field.group(2));
		}
		throw new UsageError("${" + expression + "} is not understood; there are ${uuid}, ${index}, ${int 1..9}, "
				+ "${choice a|b}, ${env.NAME} and ${entry.field}");
	}

	private static String environment(String name) {
		String value = System.getenv(name);
		if (value == null || value.isEmpty()) {
			throw new UsageError("the environment variable '" + name + "' is not set");
		}
		// A line break would end a header.
		if (value.chars().anyMatch(Character::isISOControl)) {
			throw new UsageError("the environment variable '" + name + "' holds control characters");
		}
		return value;
	}

	/** A random integer, both ends included. */
	record Int(int from, int to) implements Value {

		@Override
		public String in(Draws draws) {
			return Integer.toString(draws.random().nextInt(this.from, this.to + 1));
		}

	}

	/** A field of an entry that the request draws from a pool. */
	record Field(String entry, String field) implements Value, Comparable<Field> {

		@Override
		public String in(Draws draws) {
			String value = draws.entries().getOrDefault(this.entry, Map.of()).get(this.field);
			if (value == null) {
				throw new IllegalStateException("No " + this + " was drawn");
			}
			return value;
		}

		@Override
		public int compareTo(Field other) {
			return Comparator.comparing(Field::entry).thenComparing(Field::field).compare(this, other);
		}

		@Override
		public String toString() {
			return "${" + this.entry + "." + this.field + "}";
		}

	}

}
