package dev.marea.gateway.openapi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.marea.gateway.route.PathMapping;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Merges the documents of services into one. Published paths get their public names, and
 * components keep theirs. Components and tags that no published operation uses are left
 * out, because they describe a service's internal operations. If a second service uses a
 * component's name for another component, its name is prefixed with that of the service.
 */
final class OpenApiMerge {

	private static final String COMPONENTS = "#/components/";

	/** Answers of the gateway itself to any request: status and response component. */
	private static final Map<String, String> ANSWERS = Map.of("401", "InvalidToken", "408", "NotInTime", "413",
			"TooLarge", "414", "AddressTooLong", "429", "QuotaExceeded", "431", "HeadersTooLarge", "502", "NoAnswer",
			"503", "Unavailable", "504", "NoAnswerInTime");

	private final ObjectNode merged;

	private final Set<String> operationIds = new LinkedHashSet<>();

	/**
	 * Starts with the gateway's own document.
	 * @param base the gateway's operations, and one response component for each of its
	 * own answers
	 */
	OpenApiMerge(ObjectNode base) {
		this.merged = base;
		base.path("paths").forEach((item) -> item.forEach(OpenApiMerge::addAnswers));
	}

	ObjectNode merged() {
		return this.merged;
	}

	/**
	 * Adds the published paths of a service.
	 * @param title name of the service in the merged document
	 * @param mappings published paths and their paths in the service
	 * @param document document of the service
	 */
	void add(String title, List<PathMapping> mappings, ObjectNode document) {
		Set<String> used = usedBy(mappings, document);
		Map<String, String> renamed = renamedComponents(title, document, used);
		document.path("components").propertyStream().forEach((section) -> {
			ObjectNode target = object(object(this.merged, "components"), section.getKey());
			section.getValue().propertyStream().forEach((component) -> {
				String reference = COMPONENTS + section.getKey() + "/" + component.getKey();
				if (used.contains(reference)) {
					String name = renamed.getOrDefault(reference, reference);
					target.set(name.substring(name.lastIndexOf('/') + 1), relinked(component.getValue(), renamed));
				}
			});
		});
		Set<String> tags = new HashSet<>();
		JsonNode security = document.path("security");
		document.path("paths").propertyStream().forEach((path) -> {
			String published = toPublicPath(mappings, path.getKey());
			if (published != null) {
				JsonNode item = relinked(path.getValue(), renamed);
				item.forEach((operation) -> complete(operation, title, security));
				item.forEach((operation) -> operation.path("tags").forEach((tag) -> tags.add(tag.asString(""))));
				object(this.merged, "paths").set(published, item);
			}
		});
		document.path("tags").forEach((tag) -> {
			if (tags.contains(tag.path("name").asString(""))) {
				array(this.merged, "tags").add(tag);
			}
		});
	}

	/** References to the components that published operations use, and to their parts. */
	private static Set<String> usedBy(List<PathMapping> mappings, ObjectNode document) {
		Set<String> used = new HashSet<>();
		// Operations name these without a reference.
		document.at("/components/securitySchemes")
			.propertyNames()
			.forEach((name) -> used.add(COMPONENTS + "securitySchemes/" + name));
		document.path("paths").propertyStream().forEach((path) -> {
			if (toPublicPath(mappings, path.getKey()) != null) {
				use(path.getValue(), document, used);
			}
		});
		return used;
	}

	private static void use(JsonNode node, ObjectNode document, Set<String> used) {
		if (node.get("$ref") instanceof StringNode reference && reference.asString().startsWith(COMPONENTS)
				&& used.add(reference.asString())) {
			use(document.at(reference.asString().substring(1)), document, used);
		}
		node.forEach((child) -> use(child, document, used));
	}

	private void complete(JsonNode node, String title, JsonNode security) {
		if (!(node instanceof ObjectNode operation)) {
			return;
		}
		String id = operation.path("operationId").asString("");
		if (!id.isEmpty() && !this.operationIds.add(id)) {
			operation.put("operationId", title + "_" + id);
		}
		if (!operation.has("security") && operation.has("responses")) {
			operation.set("security", security.isArray() ? security.deepCopy() : optionalToken(operation));
		}
		if (operation.path("tags").isMissingNode() && operation.has("responses")) {
			array(operation, "tags").add(title);
		}
		addAnswers(operation);
	}

	/** Nobody needs a token for such an operation, but an invalid one is refused. */
	private static ArrayNode optionalToken(ObjectNode operation) {
		ArrayNode alternatives = operation.arrayNode();
		alternatives.addObject();
		alternatives.addObject().putArray("bearer");
		return alternatives;
	}

	private static void addAnswers(JsonNode operation) {
		if (operation.get("responses") instanceof ObjectNode responses) {
			ANSWERS.keySet().stream().sorted().filter((status) -> !responses.has(status)).forEach((status) -> {
				responses.putObject(status).put("$ref", COMPONENTS + "responses/" + ANSWERS.get(status));
			});
		}
	}

	private Map<String, String> renamedComponents(String title, ObjectNode document, Set<String> used) {
		Map<String, String> renamed = new HashMap<>();
		document.path("components").propertyStream().forEach((section) -> {
			JsonNode known = this.merged.path("components").path(section.getKey());
			section.getValue().propertyStream().forEach((component) -> {
				JsonNode same = known.path(component.getKey());
				String prefix = COMPONENTS + section.getKey() + "/";
				if (used.contains(prefix + component.getKey()) && !same.isMissingNode()
						&& !same.equals(component.getValue())) {
					renamed.put(prefix + component.getKey(), prefix + title + "_" + component.getKey());
				}
			});
		});
		return renamed;
	}

	private static JsonNode relinked(JsonNode node, Map<String, String> renamed) {
		JsonNode copy = node.deepCopy();
		relink(copy, renamed);
		return copy;
	}

	private static void relink(JsonNode node, Map<String, String> renamed) {
		if (node instanceof ObjectNode object && object.get("$ref") instanceof StringNode reference
				&& renamed.containsKey(reference.asString())) {
			object.put("$ref", renamed.get(reference.asString()));
		}
		node.forEach((child) -> relink(child, renamed));
	}

	private static @Nullable String toPublicPath(List<PathMapping> mappings, String path) {
		for (PathMapping mapping : mappings) {
			String publicPath = mapping.toPublicPath(path);
			if (publicPath != null) {
				return publicPath;
			}
		}
		return null;
	}

	private static ObjectNode object(ObjectNode parent, String name) {
		return (parent.get(name) instanceof ObjectNode known) ? known : parent.putObject(name);
	}

	private static ArrayNode array(ObjectNode parent, String name) {
		return (parent.get(name) instanceof ArrayNode known) ? known : parent.putArray(name);
	}

}
