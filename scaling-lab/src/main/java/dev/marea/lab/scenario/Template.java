package dev.marea.lab.scenario;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Text with <code>${…}</code> in it, each filled in anew for every request.
 */
final class Template {

	private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]*)}");

	private static final Pattern NOT_IN_PATHS = Pattern.compile("[^\\x21-\\x7e]+");

	private static final JsonMapper JSON = new JsonMapper();

	private final List<Value> parts = new ArrayList<>();

	private final Set<Value.Field> fields = new TreeSet<>();

	private Template() {
	}

	static Template text(String text) {
		Template template = new Template();
		template.add(text, UnaryOperator.identity(), UnaryOperator.identity());
		return template;
	}

	/** Text that is sent as it is, also if it looks like a template. */
	static Template literally(String text) {
		Template template = new Template();
		template.literal(text);
		return template;
	}

	/** A path with its query: inserted values are percent-encoded. */
	static Template path(String path) {
		Template template = new Template();
		template.add(path, (literal) -> NOT_IN_PATHS.matcher(literal).replaceAll((found) -> encode(found.group())),
				Template::encode);
		return template;
	}

	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * A JSON document: inserted values are escaped. A string that is only a random
	 * integer becomes a number.
	 */
	static Template json(JsonNode document) {
		Template template = new Template();
		template.addJson(document);
		return template;
	}

	private void addJson(JsonNode node) {
		if (node.isObject()) {
			String separator = "{";
			for (var property : node.properties()) {
				literal(separator + StringNode.valueOf(property.getKey()) + ":");
				addJson(property.getValue());
				separator = ",";
			}
			literal(node.isEmpty() ? "{}" : "}");
		}
		else if (node.isArray()) {
			literal("[");
			for (int i = 0; i < node.size(); i++) {
				literal((i > 0) ? "," : "");
				addJson(node.get(i));
			}
			literal("]");
		}
		else if (node.isString()) {
			addJsonString(node.stringValue());
		}
		else {
			literal(node.toString());
		}
	}

	private void addJsonString(String text) {
		Matcher place = PLACE.matcher(text);
		if (place.matches() && Value.of(place.group(1)) instanceof Value.Int value) {
			this.parts.add(value);
			return;
		}
		literal("\"");
		add(text, Template::escape, Template::escape);
		literal("\"");
	}

	private static String escape(String value) {
		String quoted = JSON.writeValueAsString(value);
		return quoted.substring(1, quoted.length() - 1);
	}

	private void add(String text, UnaryOperator<String> literals, UnaryOperator<String> values) {
		Matcher place = PLACE.matcher(text);
		int end = 0;
		while (place.find()) {
			literal(literals.apply(text.substring(end, place.start())));
			Value value = Value.of(place.group(1));
			if (value instanceof Value.Field field) {
				this.fields.add(field);
			}
			this.parts.add((draws) -> values.apply(value.in(draws)));
			end = place.end();
		}
		String rest = text.substring(end);
		if (rest.contains("${")) {
			throw new UsageError("'" + text + "' has a ${ that is never closed");
		}
		literal(literals.apply(rest));
	}

	private void literal(String text) {
		if (!text.isEmpty()) {
			this.parts.add((draws) -> text);
		}
	}

	/** The required fields of pool entries. */
	Set<Value.Field> fields() {
		return this.fields;
	}

	String fill(Draws draws) {
		StringBuilder text = new StringBuilder();
		for (Value part : this.parts) {
			text.append(part.in(draws));
		}
		return text.toString();
	}

}
