package dev.marea.e2e.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.marea.e2e.Command;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The shop's chart, rendered by Helm as release {@code marea} in namespace {@code marea}.
 */
final class Chart {

	static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	static final Path FOLDER = HOME.resolve("helm/marea");

	static final List<String> SERVICES = List.of("gateway-service", "catalog-service", "order-service");

	private static final List<String> WITHOUT_CLUSTER = List.of("--set", "global.secretsWithoutCluster=true");

	private static final YAMLMapper YAML = new YAMLMapper();

	/**
	 * What Helm rendered, by its options: many tests read the same rendering, and each
	 * makes keys. A chart or values that a test writes are rendered each time.
	 */
	private static final Map<List<String>, Objects> rendered = new ConcurrentHashMap<>();

	private Chart() {
	}

	/** Copies the chart into an empty folder. */
	static void copy(Path to) throws IOException {
		try (Stream<Path> files = Files.walk(FOLDER)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path target = to.resolve(FOLDER.relativize(file));
				Files.createDirectories(target.getParent());
				Files.copy(file, target);
			}
		}
	}

	/** With the values as they are. */
	static Objects render() {
		return render(Map.of());
	}

	/** With some values; a dot separates levels. */
	static Objects render(Map<String, ?> values) {
		return renderOnce(set(values));
	}

	/** With a values file. */
	static Objects render(Path values) {
		Stream<String> options = Stream.of("--values", values.toString());
		return values.startsWith(FOLDER) ? renderOnce(options)
				: template(FOLDER, Stream.concat(WITHOUT_CLUSTER.stream(), options));
	}

	/** A copy of the chart, with some values. */
	static Objects render(Path chart, Map<String, ?> values) {
		return template(chart, Stream.concat(WITHOUT_CLUSTER.stream(), set(values)));
	}

	/** As an upgrade, on a cluster with the objects of this server. */
	static Objects upgrade(ApiServer cluster, Map<String, ?> values) {
		return template(FOLDER, Stream.concat(Stream.of("--dry-run=server", "--is-upgrade", "--kube-apiserver",
				cluster.url(), "--disable-openapi-validation"), set(values)));
	}

	/** As a tool does that has no cluster, such as Argo CD. */
	static Objects renderOnly(Map<String, ?> values) {
		return template(FOLDER, set(values));
	}

	/** The same, with a values file. */
	static Objects renderOnly(Path values) {
		return template(FOLDER, Stream.of("--values", values.toString()));
	}

	private static Objects renderOnce(Stream<String> options) {
		return rendered.computeIfAbsent(Stream.concat(WITHOUT_CLUSTER.stream(), options).toList(),
				(all) -> template(FOLDER, all.stream()));
	}

	private static Stream<String> set(Map<String, ?> values) {
		return values.entrySet()
			.stream()
			.flatMap((value) -> Stream.of("--set", value.getKey() + "=" + value.getValue()));
	}

	static List<Path> valuesFiles() {
		try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
			return files.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** All documents of a YAML text that are not empty. */
	static List<JsonNode> read(String yaml) {
		try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
			return documents.readAll().stream().filter(JsonNode::isObject).toList();
		}
		catch (JacksonException ex) {
			throw new AssertionError(yaml, ex);
		}
	}

	private static Objects template(Path chart, Stream<String> options) {
		List<String> command = new ArrayList<>(
				List.of("helm", "template", "marea", chart.toString(), "--namespace", "marea"));
		options.forEach(command::add);
		return new Objects(read(Command.run(command)));
	}

	/**
	 * What was rendered.
	 */
	record Objects(List<JsonNode> all) {

		List<JsonNode> of(String kind) {
			return this.all.stream().filter((object) -> kind.equals(object.path("kind").asString())).toList();
		}

		/** The one object of a kind and of the name {@code marea-PART}. */
		JsonNode one(String kind, String part) {
			List<JsonNode> found = of(kind).stream()
				.filter((object) -> object.at("/metadata/name").asString().equals("marea-" + part))
				.toList();
			if (found.size() != 1) {
				throw new AssertionError(found.size() + " objects " + kind + " marea-" + part);
			}
			return found.getFirst();
		}

		boolean has(String kind, String part) {
			return of(kind).stream()
				.anyMatch((object) -> object.at("/metadata/name").asString().equals("marea-" + part));
		}

		/** The specs of all pods, of every kind of owner. */
		List<JsonNode> pods() {
			return this.all.stream()
				.map((object) -> "Pod".equals(object.path("kind").asString()) ? object.path("spec")
						: object.at("/spec/template/spec"))
				.filter((spec) -> spec.has("containers"))
				.toList();
		}

		/** The value of an environment variable of a service. */
		String variable(String service, String name) {
			for (JsonNode variable : one("Deployment", service).at("/spec/template/spec/containers/0/env")) {
				if (variable.path("name").asString().equals(name)) {
					return variable.has("value") ? variable.get("value").asString()
							: variable.at("/valueFrom/fieldRef/fieldPath").asString();
				}
			}
			return "";
		}

	}

}
