package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.marea.e2e.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generated files in the repository equal the present output of their tools.
 */
class GeneratedFilesTests {

	/** Labels, and sums of Secrets that it looks up in a cluster, if it finds one. */
	private static final Pattern HELM_ONLY = Pattern
		.compile("helm\\.sh/.*|app\\.kubernetes\\.io/managed-by|checksum/(identity|database)");

	@Test
	@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
	void plain_manifests_are_those_of_the_chart() throws IOException {
		List<JsonNode> rendered = Chart
			.render(Map.of("global.identity.existingSecret", "marea-identity", "global.database.existingSecret",
					"marea-database"))
			.all()
			.stream()
			.filter((object) -> !object.at("/metadata/name").asString().equals("marea-test"))
			.map(GeneratedFilesTests::withoutHelm)
			.toList();
		List<JsonNode> plain = new ArrayList<>();
		for (String file : resources()) {
			plain.addAll(Chart.read(Files.readString(Chart.HOME.resolve("k8s/plain").resolve(file))));
		}
		assertThat(plain).as("k8s/plain, as k8s/render writes it").containsExactlyInAnyOrderElementsOf(rendered);
	}

	@Test
	@EnabledIf(value = "dev.marea.e2e.chart.Tool#helmDocs", disabledReason = "helm-docs is not on the PATH")
	void readme_lists_the_values_as_they_are(@TempDir Path folder) throws IOException {
		Chart.copy(folder);
		Command.run(List.of("helm-docs", "--chart-search-root", folder.toString(), "--log-level", "error"));
		for (String readme : List.of("README.md", "charts/service/README.md")) {
			assertThat(Chart.FOLDER.resolve(readme)).hasSameTextualContentAs(folder.resolve(readme));
		}
	}

	@Test
	void every_value_is_described() throws IOException {
		for (String readme : List.of("README.md", "charts/service/README.md")) {
			assertThat(Files.readAllLines(Chart.FOLDER.resolve(readme)))
				.noneMatch((line) -> line.matches("\\|.*\\|\\s+\\|"));
		}
	}

	/**
	 * Each chart has its own schema, so the values that all services share are in both.
	 */
	@Test
	void both_schemas_say_the_same_of_global_values() {
		JsonMapper json = new JsonMapper();
		JsonNode umbrella = json.readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
		JsonNode service = json.readTree(Chart.FOLDER.resolve("charts/service/values.schema.json").toFile());
		assertThat(umbrella.at("/properties/global")).isEqualTo(service.at("/properties/global"));
	}

	private static Set<String> resources() throws IOException {
		JsonNode kustomization = new YAMLMapper()
			.readTree(Files.readString(Chart.HOME.resolve("k8s/plain/kustomization.yaml")));
		Set<String> files = new TreeSet<>();
		kustomization.path("resources").forEach((file) -> files.add(file.asString()));
		return files;
	}

	private static JsonNode withoutHelm(JsonNode object) {
		if (object instanceof ObjectNode node) {
			for (String name : List.of("labels", "annotations")) {
				if (node.get(name) instanceof ObjectNode entries) {
					entries.propertyNames()
						.stream()
						.filter(HELM_ONLY.asMatchPredicate())
						.toList()
						.forEach(entries::remove);
					if (entries.isEmpty()) {
						node.remove(name);
					}
				}
			}
		}
		object.forEach(GeneratedFilesTests::withoutHelm);
		return object;
	}

}
