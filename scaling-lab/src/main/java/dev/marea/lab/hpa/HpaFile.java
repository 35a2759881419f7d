package dev.marea.lab.hpa;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.YamlDocuments.Document;
import dev.marea.lab.hpa.YamlDocuments.Unreadable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that holds a HorizontalPodAutoscaler or a ScaledObject, in YAML or JSON, alone
 * or among other objects.
 */
final class HpaFile {

	/** Longest file, in bytes. An object of the API server has at most 1.5 MiB. */
	static final int LONGEST = 4 << 20;

	private static final String STANDARD_INPUT = "-";

	private static final String WANTED = "HorizontalPodAutoscaler";

	private static final ObjectMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final Pattern HELM = Pattern.compile("\\{\\{.*}}");

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}\\n]*}");

	private HpaFile() {
	}

	static Hpa read(Path file, @Nullable String name, Consumer<String> notices) {
		String source = file.toString().equals(STANDARD_INPUT) ? "standard input" : String.valueOf(file.getFileName());
		String text = text(file, source);
		Document document = chosen(source, documents(source, text), name);
		Findings findings = Findings.of(source);
		Field root = new Field(findings, "", document.root());
		document.ambiguous().forEach((path, how) -> {
			if (path.startsWith("spec.")) {
				findings.notice(path, how);
			}
		});
		Hpa hpa = isScaledObject(document.root()) ? ScaledObjectParser.parse(root) : HpaParser.parse(root);
		if (!findings.sound()) {
			throw new UsageError(withHint(source, text, findings.faults()));
		}
		findings.notices().forEach(notices);
		return hpa;
	}

	private static String text(Path file, String source) {
		try (InputStream in = file.toString().equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file)) {
			byte[] bytes = in.readNBytes(LONGEST + 1);
			if (bytes.length > LONGEST) {
				throw new UsageError("%s is larger than %d MiB.".formatted(file, LONGEST >> 20));
			}
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (NoSuchFileException ex) {
			throw new UsageError(file + " does not exist.", ex);
		}
		catch (CharacterCodingException ex) {
			throw new UsageError((source.contains(" ") ? source : file.toString()) + " is not UTF-8 text.", ex);
		}
		catch (IOException ex) {
			throw new UsageError(file + (Files.isDirectory(file) ? " is a folder, not a file." : " cannot be read."),
					ex);
		}
	}

	/** All objects of the file, those of lists too. */
	private static List<Document> documents(String source, String text) {
		List<Document> documents = new ArrayList<>();
		try {
			flatten(text.stripLeading().startsWith("{") ? jsonOrYaml(text) : YamlDocuments.read(text), documents);
		}
		catch (Unreadable ex) {
			String fault = "%s: not readable as YAML or JSON%s: %s.".formatted(source,
					(ex.line() > 0) ? " at line " + ex.line() : "", Text.shortened(String.valueOf(ex.getMessage())));
			throw new UsageError(withHint(source, text, List.of(fault)));
		}
		if (documents.isEmpty()) {
			throw new UsageError("%s: is empty; it must hold one %s.".formatted(source, WANTED));
		}
		return documents;
	}

	/** As kubectl does: what begins as JSON but is none may be YAML in flow style. */
	private static List<Document> jsonOrYaml(String text) throws Unreadable {
		try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
			return values.readAll().stream().map((root) -> new Document(root, Map.of())).toList();
		}
		catch (JacksonException ex) {
			try {
				return YamlDocuments.read(text);
			}
			catch (Unreadable yaml) {
				int line = (ex.getLocation() != null) ? Math.max(0, ex.getLocation().getLineNr()) : 0;
				throw new Unreadable(line, String.valueOf(ex.getOriginalMessage()).lines().findFirst().orElse(""));
			}
		}
	}

	private static void flatten(List<Document> documents, List<Document> objects) {
		for (Document document : documents) {
			JsonNode root = document.root();
			if (!text(root, "kind").endsWith("List") || !root.path("items").isArray()) {
				objects.add(document);
				continue;
			}
			List<Document> items = new ArrayList<>();
			for (JsonNode item : root.path("items")) {
				String prefix = "items[" + items.size() + "].";
				items.add(new Document(item,
						document.ambiguous()
							.entrySet()
							.stream()
							.filter((entry) -> entry.getKey().startsWith(prefix))
							.collect(Collectors.toMap((entry) -> entry.getKey().substring(prefix.length()),
									Map.Entry::getValue))));
			}
			flatten(items, objects);
		}
	}

	private static Document chosen(String source, List<Document> documents, @Nullable String name) {
		List<Document> candidates = documents.stream()
			.filter((document) -> text(document.root(), "kind").equals(WANTED) || isScaledObject(document.root()))
			.toList();
		if (candidates.isEmpty() && documents.size() == 1 && name == null) {
			return documents.getFirst();
		}
		if (candidates.isEmpty()) {
			throw new UsageError("%s: holds no %s; it holds %s.".formatted(source, WANTED, named(documents, true)));
		}
		List<Document> matching = candidates.stream()
			.filter((document) -> name == null || names(document.root()).contains(name))
			.toList();
		if (matching.size() == 1) {
			return matching.getFirst();
		}
		if (matching.isEmpty()) {
			throw new UsageError("%s: holds no %s '%s'; it holds %s.".formatted(source, WANTED,
					Text.shortened(String.valueOf(name)), named(candidates, false)));
		}
		throw new UsageError("%s: holds %d %ss, %s; choose one with --name NAME or --name NAMESPACE/NAME."
			.formatted(source, matching.size(), WANTED, named(matching, false)));
	}

	/** The names by which a document can be chosen. */
	private static List<String> names(JsonNode root) {
		String name = text(root.path("metadata"), "name");
		String namespace = text(root.path("metadata"), "namespace");
		List<String> names = new ArrayList<>(List.of(name, namespace + "/" + name));
		if (isScaledObject(root)) {
			names.add(ScaledObjectParser.name(root));
		}
		return names;
	}

	private static String named(List<Document> documents, boolean withKind) {
		String names = documents.stream().limit(20).map((document) -> {
			JsonNode root = document.root();
			String name = text(root.path("metadata"), "name");
			String namespace = text(root.path("metadata"), "namespace");
			String kind = text(root, "kind").isEmpty() ? "an object without kind" : text(root, "kind");
			return ((withKind ? kind + " " : "") + (namespace.isEmpty() ? name : namespace + "/" + name)).strip();
		}).map(Text::shortened).collect(Collectors.joining(", "));
		return (documents.size() > 20) ? names + " and more" : names;
	}

	private static boolean isScaledObject(JsonNode root) {
		return text(root, "kind").equals("ScaledObject");
	}

	private static String text(JsonNode object, String name) {
		return object.path(name).asString("");
	}

	private static List<String> withHint(String source, String text, List<String> faults) {
		List<String> all = new ArrayList<>(faults);
		if (HELM.matcher(text).find()) {
			all.add(source + ": looks like a template; render it first, for example with 'helm template'.");
		}
		else if (VARIABLE.matcher(text).find()) {
			all.add(source + ": looks like a template; fill in its variables first.");
		}
		return all;
	}

}
