package dev.marea.e2e.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/versions.md says what the parent POM has, and Renovate proposes together what goes
 * together.
 */
class VersionsTests {

	private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| `([\\w.-]+)` \\| ([\\w.]+) \\|");

	@Test
	void the_page_has_the_versions_of_the_build() throws IOException {
		String pom = Files.readString(HOME.resolve("pom.xml"));
		String page = Files.readString(HOME.resolve("docs/versions.md"));
		List<MatchResult> rows = ROW.matcher(page).results().toList();
		assertThat(rows).extracting((row) -> row.group(1)).contains("spring-cloud.version", "netty.version");
		assertThat(rows)
			.allSatisfy((row) -> assertThat(pom).contains("<%1$s>%2$s</%1$s>".formatted(row.group(1), row.group(2))));
		String boot = pom.replaceAll("(?s).*<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>([^<]+)<.*",
				"$1");
		assertThat(page).contains("| Spring Boot | parent | " + boot + " |");
	}

	@Test
	void an_update_changes_boot_cloud_netty_and_the_kubernetes_client_together() {
		JsonNode renovate = new JsonMapper().readTree(HOME.resolve("renovate.json").toFile());
		List<String> together = renovate.get("packageRules")
			.valueStream()
			.filter((rule) -> rule.path("groupName").asString("").equals("Spring"))
			.flatMap((rule) -> rule.get("matchPackageNames").valueStream())
			.map(JsonNode::asString)
			.toList();
		assertThat(together).contains("org.springframework.boot:**", "org.springframework.cloud:**", "io.netty:**",
				"io.fabric8:**");
	}

}
