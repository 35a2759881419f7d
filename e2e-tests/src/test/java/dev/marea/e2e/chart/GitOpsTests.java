package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.marea.e2e.chart.Chart.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of {@code docs/gitops.md} render the chart as these tools do.
 * {@code helm/check} checks their schemas.
 */
@EnabledIf(value = "dev.marea.e2e.chart.Tool#helm", disabledReason = "helm is not on the PATH")
class GitOpsTests {

	private static final Path FOLDER = Chart.HOME.resolve("k8s/gitops");

	@Test
	void both_examples_read_exactly_the_secrets_that_the_store_fills(@TempDir Path folder) throws IOException {
		Map<String, Set<String>> filled = new HashMap<>();
		for (JsonNode object : read("external-secrets.yaml")) {
			if (object.path("kind").asString().equals("ExternalSecret")) {
				filled.put(object.at("/spec/target/name").asString(),
						object.at("/spec/data")
							.valueStream()
							.map((entry) -> entry.path("secretKey").asString())
							.collect(Collectors.toSet()));
			}
		}
		// Helm deletes the chart's own Secrets when the values name others.
		assertThat(filled).doesNotContainKeys("marea-identity", "marea-database");
		JsonNode argo = read("argocd.yaml").getFirst().at("/spec/source/helm/valuesObject");
		JsonNode flux = read("flux.yaml").getLast().at("/spec/values");
		for (JsonNode values : List.of(argo, flux)) {
			Path file = folder.resolve("values.yaml");
			new YAMLMapper().writeValue(file.toFile(), values);
			Objects objects = Chart.renderOnly(file);
			assertThat(objects.of("Secret")).isEmpty();
			for (JsonNode pod : objects.pods()) {
				for (JsonNode source : pod.findValues("secret")) {
					String name = source.path("name").asString(source.path("secretName").asString());
					assertThat(filled).containsKey(name);
					source.path("items")
						.forEach((item) -> assertThat(filled.get(name)).contains(item.path("key").asString()));
				}
			}
		}
	}

	/** Argo CD would otherwise set the number of instances at each sync. */
	@Test
	void argo_cd_leaves_the_number_of_instances_to_the_autoscaler() throws IOException {
		JsonNode spec = read("argocd.yaml").getFirst().path("spec");
		assertThat(spec.at("/ignoreDifferences/0/jsonPointers/0").asString()).isEqualTo("/spec/replicas");
		assertThat(spec.at("/syncPolicy/syncOptions").toString()).contains("RespectIgnoreDifferences=true");
	}

	private static List<JsonNode> read(String file) throws IOException {
		return Chart.read(Files.readString(FOLDER.resolve(file)));
	}

}
