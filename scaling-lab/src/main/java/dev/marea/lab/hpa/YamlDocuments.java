package dev.marea.lab.hpa;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads YAML as kubectl does, that is as go-yaml of version 2 ({@code resolve.go}): with
 * anchors, aliases and merge keys, and with the scalars of YAML 1.1. It is stricter about
 * keys: one that is there twice is refused.
 */
final class YamlDocuments {

	/** Levels of maps and lists; a hostile document must not exhaust the stack. */
	private static final int DEEPEST = 100;

	/** Nodes with each alias written out; a hostile document must not fill the heap. */
	private static final int MOST_NODES = 200_000;

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private static final Tag PLAIN = new Tag("tag:marea.dev,2026:plain");

	private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

	private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On",
			"ON");

	private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off",
			"OFF");

	private static final Pattern INTEGER = Pattern
		.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))");

	private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

	/** Words that YAML 1.2 reads as another value or as text. */
	private static final Pattern AMBIGUOUS = Pattern
		.compile("[-+]?0[0-9xobXOB_][0-9a-fA-F_]*|[-+]?[0-9]+_[0-9_]*|(?i:y|yes|n|no|on|off)");

	private static final LoadSettings SETTINGS = LoadSettings.builder()
		.setSchema(new OnlyPlain())
		.setCodePointLimit(HpaFile.LONGEST)
		.setMaxAliasesForCollections(MOST_NODES)
		.build();

	private final Map<String, String> ambiguous = new LinkedHashMap<>();

	private int nodes;

	private YamlDocuments() {
	}

	/**
	 * A document.
	 *
	 * @param ambiguous what versions of YAML read differently: how kubectl reads it, by
	 * path
	 */
	record Document(JsonNode root, Map<String, String> ambiguous) {

	}

	/** It is no YAML, or it is too large. */
	static final class Unreadable extends Exception {

		/** Line from 1; 0 if unknown. */
		private final int line;

		Unreadable(int line, String message) {
			super(message);
			this.line = line;
		}

		int line() {
			return this.line;
		}

	}

	/** The documents that are not empty. */
	static List<Document> read(String text) throws Unreadable {
		try {
			checkDepth(text);
			List<Document> documents = new ArrayList<>();
			YamlDocuments reader = new YamlDocuments();
			for (Node node : new Compose(SETTINGS).composeAllFromString(text)) {
				reader.ambiguous.clear();
				JsonNode root = reader.json(node, "", 0);
				if (!root.isNull()) {
					documents.add(new Document(root, Map.copyOf(reader.ambiguous)));
				}
			}
			return documents;
		}
		catch (MarkedYamlEngineException ex) {
			throw new Unreadable(line(ex.getProblemMark()), ex.getProblem());
		}
		catch (YamlEngineException ex) {
			throw new Unreadable(0, String.valueOf(ex.getMessage()).lines().findFirst().orElse(""));
		}
	}

	/** The composer is recursive, the parser is not. */
	private static void checkDepth(String text) throws Unreadable {
		int depth = 0;
		for (Event event : new Parse(SETTINGS).parseString(text)) {
			if (event instanceof CollectionStartEvent) {
				depth++;
			}
			else if (event instanceof CollectionEndEvent) {
				depth--;
			}
			if (depth > DEEPEST) {
				throw new Unreadable(line(event.getStartMark()), "more than %d levels".formatted(DEEPEST));
			}
		}
	}

	private JsonNode json(Node node, String path, int depth) throws Unreadable {
		this.nodes++;
		if (this.nodes > MOST_NODES || depth > DEEPEST) {
			throw new Unreadable(line(node.getStartMark()), "too large once its aliases are written out");
		}
		return switch (node) {
			case ScalarNode scalar -> scalar(scalar, path);
			case SequenceNode sequence -> {
				ArrayNode array = JSON.arrayNode();
				for (Node item : sequence.getValue()) {
					array.add(json(item, path + "[" + array.size() + "]", depth + 1));
				}
				yield array;
			}
			case MappingNode mapping -> object(mapping, path, depth);
			default -> throw new Unreadable(line(node.getStartMark()), "unexpected content");
		};
	}

	private ObjectNode object(MappingNode mapping, String path, int depth) throws Unreadable {
		ObjectNode object = JSON.objectNode();
		List<Node> merged = new ArrayList<>();
		for (NodeTuple tuple : mapping.getValue()) {
			if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
				throw new Unreadable(line(tuple.getKeyNode().getStartMark()), "a key that is no text");
			}
			String name = key.getValue();
			if (key.getTag().equals(PLAIN) && name.equals("<<")) {
				merged.add(tuple.getValueNode());
				continue;
			}
			if (object.has(name)) {
				throw new Unreadable(line(key.getStartMark()), "duplicate field '%s'".formatted(Text.shortened(name)));
			}
			String child = path.isEmpty() ? name : path + "." + name;
			object.set(name, json(tuple.getValueNode(), child, depth + 1));
		}
		for (Node source : merged) {
			merge(object, source, path, depth);
		}
		return object;
	}

	/** A key of the mapping itself wins, then the first of several merged mappings. */
	private void merge(ObjectNode object, Node source, String path, int depth) throws Unreadable {
		List<Node> sources = (source instanceof SequenceNode list) ? list.getValue() : List.of(source);
		for (Node one : sources) {
			if (!(one instanceof MappingNode mapping)) {
				throw new Unreadable(line(one.getStartMark()), "a merge key '<<' needs a mapping");
			}
			for (Map.Entry<String, JsonNode> entry : ((ObjectNode) json(mapping, path, depth + 1)).properties()) {
				if (!object.has(entry.getKey())) {
					object.set(entry.getKey(), entry.getValue());
				}
			}
		}
	}

	private JsonNode scalar(ScalarNode node, String path) throws Unreadable {
		String text = node.getValue();
		Tag tag = node.getTag();
		if (tag.equals(Tag.STR)) {
			return JSON.stringNode(text);
		}
		JsonNode value = plain(text);
		if (tag.equals(PLAIN)) {
			if (AMBIGUOUS.matcher(text).matches()) {
				this.ambiguous.put(path, "is '%s', which kubectl reads as %s".formatted(Text.shortened(text), value));
			}
			return value;
		}
		boolean fits = (tag.equals(Tag.INT) && value.isIntegralNumber()) || (tag.equals(Tag.FLOAT) && value.isNumber())
				|| (tag.equals(Tag.BOOL) && value.isBoolean()) || (tag.equals(Tag.NULL) && value.isNull());
		if (!fits) {
			throw new Unreadable(line(node.getStartMark()),
					"the tag %s does not fit".formatted(Text.shortened(tag.getValue())));
		}
		return value;
	}

	private static JsonNode plain(String text) {
		if (NULL.contains(text)) {
			return JSON.nullNode();
		}
		if (TRUE.contains(text) || FALSE.contains(text)) {
			return JSON.booleanNode(TRUE.contains(text));
		}
		JsonNode number = (text.length() <= 100) ? number(text.replace("_", "")) : null;
		return (number != null) ? number : JSON.stringNode(text);
	}

	private static @Nullable JsonNode number(String text) {
		Matcher integer = INTEGER.matcher(text);
		if (integer.matches()) {
			int[] radices = { 16, 2, 8, 10 };
			for (int i = 0; i < radices.length; i++) {
				String digits = integer.group(i + 2);
				if (digits != null) {
					return whole(new BigInteger(integer.group(1).replace("+", "") + digits, radices[i]));
				}
			}
		}
		if (!FLOAT.matcher(text).matches()) {
			return null;
		}
		double value = Double.parseDouble(text);
		if (!Double.isFinite(value)) {
			return null;
		}
		// Go writes a whole number without a fraction, so 2.0 reaches the API server as
		// 2.
		return (Math.rint(value) == value && Math.abs(value) < 1e15) ? JSON.numberNode((long) value)
				: JSON.numberNode(BigDecimal.valueOf(value));
	}

	private static JsonNode whole(BigInteger number) {
		return (number.bitLength() < 64) ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
	}

	private static int line(Optional<Mark> mark) {
		return mark.map((at) -> at.getLine() + 1).orElse(0);
	}

	/** Leaves it to {@link #plain} what a scalar without quotes and tag is. */
	private static final class OnlyPlain implements Schema {

		@Override
		public ScalarResolver getScalarResolver() {
			return (value, implicit) -> implicit ? PLAIN : Tag.STR;
		}

		@Override
		public Map<Tag, ConstructNode> getSchemaTagConstructors() {
			return Map.of();
		}

	}

}
