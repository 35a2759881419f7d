package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** A file that holds one HorizontalPodAutoscaler, in YAML or JSON. */
final class HpaFile {

	private static final ObjectMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final ObjectMapper YAML = YAMLMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final Pattern AMBIGUOUS = Pattern
		.compile("~|[-+]?0[0-9xobXOB_][0-9a-fA-F_]*|[-+]?[0-9]+_[0-9_]*|[0-9]+(:[0-9]+)+|(?i:y|yes|n|no|on|off)");

	private HpaFile() {
	}

	static Hpa read(Path file) {
		String source = String.valueOf(file.getFileName());
		String text = text(file);
		try {
			return HpaParser.parse(new Field(source, "", document(source, text)));
		}
		catch (JacksonException ex) {
			throw new UsageError(
					"%s: not readable as YAML or JSON%s: %s.".formatted(source, line(ex),
							Text.shortened(String.valueOf(ex.getOriginalMessage()).lines().findFirst().orElse(""))),
					ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (NoSuchFileException ex) {
			throw new UsageError(file + " does not exist.", ex);
		}
		catch (CharacterCodingException ex) {
			throw new UsageError(file + " is not UTF-8 text.", ex);
		}
		catch (IOException ex) {
			throw new UsageError(file + (Files.isDirectory(file) ? " is a folder, not a file." : " cannot be read."),
					ex);
		}
	}

	private static JsonNode document(String source, String text) {
		ObjectMapper mapper = text.stripLeading().startsWith("{") ? JSON : YAML;
		JsonNode document = null;
		try (JsonParser parser = mapper.createParser(text)) {
			while (parser.nextToken() != null) {
				if (parser.currentToken() == JsonToken.VALUE_NULL) {
					continue;
				}
				JsonNode next = mapper.readTree(parser);
				if (document != null) {
					throw new UsageError(
							source + ": holds several documents; give a file with one HorizontalPodAutoscaler.");
				}
				document = next;
			}
		}
		refuseOtherYaml(source, mapper, text);
		if (document == null) {
			throw new UsageError(source + ": is empty; it must hold one HorizontalPodAutoscaler.");
		}
		return document;
	}

	/**
	 * Refuses what Jackson reads differently from kubectl. An alias: Jackson returns its
	 * name as a string. In the spec, bare words that only YAML 1.1 knows, such as
	 * {@code ~} and the octal {@code 010}.
	 */
	private static void refuseOtherYaml(String source, ObjectMapper mapper, String text) {
		try (JsonParser parser = mapper.createParser(text)) {
			while (parser instanceof YAMLParser yaml && yaml.nextToken() != null) {
				TokenStreamLocation at = yaml.currentTokenLocation();
				if (yaml.isCurrentAlias()) {
					throw new UsageError(
							"%s: line %d: YAML aliases are not supported.".formatted(source, at.getLineNr()));
				}
				String path = path(yaml);
				if (path.startsWith("spec.") && yaml.currentToken().isScalarValue() && bare(text, at.getCharOffset())
						&& AMBIGUOUS.matcher(yaml.getString()).matches()) {
					throw new UsageError("%s: %s is '%s', which versions of YAML read differently.".formatted(source,
							path, Text.shortened(yaml.getString())));
				}
			}
		}
	}

	private static String path(JsonParser parser) {
		String pointer = parser.streamReadContext().pathAsPointer().toString();
		return Text.shortened(pointer.replaceFirst("^/", "").replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.'));
	}

	private static boolean bare(String text, long offset) {
		return offset < 0 || offset >= text.length() || "\"'|>".indexOf(text.charAt((int) offset)) < 0;
	}

	private static String line(JacksonException ex) {
		return (ex.getLocation() == null || ex.getLocation().getLineNr() < 1) ? ""
				: " at line " + ex.getLocation().getLineNr();
	}

}
