package dev.marea.aws;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.marea.aws.settings.Settings;
import dev.marea.aws.settings.SettingsFile;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Template;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the settings become. The default ones are made into templates once for all tests,
 * as that takes seconds.
 */
public final class Templates {

	public static final Path SETTINGS = Path.of("marea.yaml").toAbsolutePath();

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Templates DEFAULT = of((settings) -> {
	});

	private final Map<String, ShopStack> stacks;

	private final Map<String, Template> templates = new HashMap<>();

	private Templates(Shop shop) {
		this.stacks = shop.stacks().stream().collect(Collectors.toMap(Templates::part, (stack) -> stack));
	}

	/** Of the settings as they are in the project. */
	public static Templates ofDefaults() {
		return DEFAULT;
	}

	/** Of settings that differ. */
	public static Templates of(Consumer<ObjectNode> change) {
		return new Templates(Shop.of(settings(change), Images.tagged("1.0.0"), null));
	}

	/** Of the settings of the project and of a file that differs from them. */
	public static Templates of(Path file) {
		return new Templates(Shop.of(SettingsFile.read(List.of(SETTINGS, file)), Images.tagged("1.0.0"), null));
	}

	/** Settings that differ from those in the project. */
	public static Settings settings(Consumer<ObjectNode> change) {
		ObjectNode tree = SettingsFile.tree(SETTINGS);
		change.accept(tree);
		return SettingsFile.convert(JSON.readTree(tree.toString()));
	}

	/** Of one of the stacks: network, registry, operations, data, ecs, eks. */
	public Template of(String part) {
		return this.templates.computeIfAbsent(part, (key) -> Template.fromStack(this.stacks.get(key)));
	}

	public JsonNode json(String part) {
		return JSON.valueToTree(of(part).toJSON());
	}

	/** The resources of one type in a stack, by their logical ids. */
	public Map<String, JsonNode> resources(String part, String type) {
		return json(part).path("Resources")
			.properties()
			.stream()
			.filter((resource) -> type.equals(resource.getValue().path("Type").asString()))
			.collect(Collectors.toMap(Map.Entry::getKey, (resource) -> resource.getValue().path("Properties")));
	}

	/** The only resource of its type whose logical id begins so. */
	public JsonNode resource(String part, String type, String id) {
		return resources(part, type).entrySet()
			.stream()
			.filter((resource) -> resource.getKey().startsWith(id))
			.map(Map.Entry::getValue)
			.reduce((first, second) -> {
				throw new AssertionError("More than one " + type + " " + id);
			})
			.orElseThrow(() -> new AssertionError("No " + type + " " + id));
	}

	public Map<String, ShopStack> stacks() {
		return this.stacks;
	}

	public Annotations annotations(String part) {
		return Annotations.fromStack(this.stacks.get(part));
	}

	private static String part(ShopStack stack) {
		return stack.getStackName().substring(stack.getStackName().lastIndexOf('-') + 1);
	}

}
