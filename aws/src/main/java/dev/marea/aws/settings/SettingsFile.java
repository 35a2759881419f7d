package dev.marea.aws.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads settings from YAML. Whatever is wrong is one sentence.
 */
public final class SettingsFile {

	private static final YAMLMapper YAML = YAMLMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
		.build();

	private SettingsFile() {
	}

	/**
	 * The settings in a file, with what other files say in place of it.
	 * @throws Refused where there is no such file, or AWS would not take what is in it
	 */
	public static Settings read(List<Path> files) {
		ObjectNode settings = tree(files.getFirst());
		files.stream().skip(1).forEach((file) -> put(settings, tree(file)));
		return convert(settings);
	}

	private static void put(ObjectNode settings, ObjectNode others) {
		others.properties().forEach((other) -> {
			if (settings.get(other.getKey()) instanceof ObjectNode within
					&& other.getValue() instanceof ObjectNode value) {
				put(within, value);
			}
			else {
				settings.set(other.getKey(), other.getValue());
			}
		});
	}

	/** The file as it is, for who changes a value before it is checked. */
	public static ObjectNode tree(Path file) {
		if (!Files.isReadable(file)) {
			throw new Refused(file + " cannot be read.");
		}
		try {
			JsonNode tree = YAML.readTree(file);
			Refused.unless(tree.isObject(), "%s holds no settings.", file);
			return (ObjectNode) tree;
		}
		catch (JacksonException ex) {
			throw new Refused(file + " is no YAML: " + firstLine(ex));
		}
	}

	public static Settings convert(JsonNode tree) {
		try {
			return YAML.treeToValue(tree, Settings.class);
		}
		catch (DatabindException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof Refused refused) {
					throw refused;
				}
			}
			if (ex instanceof UnrecognizedPropertyException) {
				throw new Refused(path(ex) + " is no setting.");
			}
			if (ex instanceof InvalidFormatException wrong) {
				throw new Refused(
						"%s is '%s'; it is %s.".formatted(path(ex), wrong.getValue(), wanted(wrong.getTargetType())));
			}
			throw new Refused(path(ex) + " has a value that it cannot have: " + firstLine(ex));
		}
	}

	private static String wanted(Class<?> type) {
		if (!type.isEnum()) {
			return (type == int.class || type == Integer.class) ? "a whole number" : "true or false";
		}
		return "one of " + String.join(", ",
				Arrays.stream(type.getEnumConstants()).map((value) -> YAML.convertValue(value, String.class)).toList());
	}

	private static String path(DatabindException ex) {
		StringBuilder path = new StringBuilder();
		ex.getPath().forEach((step) -> {
			if (step.getPropertyName() != null) {
				path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
			}
		});
		return path.isEmpty() ? "The file" : path.toString();
	}

	private static String firstLine(JacksonException ex) {
		return ex.getOriginalMessage().lines().findFirst().orElse("");
	}

}
