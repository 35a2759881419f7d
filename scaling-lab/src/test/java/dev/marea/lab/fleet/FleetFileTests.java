package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import dev.marea.lab.cli.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FleetFileTests {

	private static final String GOOD = """
			name: things
			entry: edge
			databases: [things]
			keys: [people]
			services:
			  worker:
			    command: [run, "${port}"]
			    env: {DB: "${db.things.url}", KEY: "${key.people.public}"}
			    ready: "http://127.0.0.1:${management}/ready"
			    metrics: {url: "http://127.0.0.1:${management}/metrics", requests: requests_total}
			    scale: {min: 1, max: 4}
			    grace: 1500ms
			  edge:
			    jar: edge.jar
			    aot: true
			    ready: "http://127.0.0.1:${management}/ready"
			""";

	@TempDir
	Path folder;

	@Test
	void reads_what_a_fleet_is_made_of() throws IOException {
		FleetFile fleet = read(GOOD);
		assertThat(fleet.services().keySet()).containsExactly("worker", "edge");
		assertThat(fleet.scaled()).contains("worker");
		assertThat(fleet.service("worker").grace()).isEqualTo(Duration.ofMillis(1500));
		assertThat(fleet.service("edge").minimum()).isEqualTo(1);
		assertThat(fleet.resolve("../x.jar")).isEqualTo(this.folder.resolveSibling("x.jar").toAbsolutePath());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					entry: edge           | entry: nobody        | entry is 'nobody', which is none of the services.
					entry: edge           | entri: edge          | entri is not known.
					name: things          |                      | name is missing.
					aot: true             | aot: perhaps         | services.edge.aot has the wrong type (line 15).
					aot: true             | port: 70000          | services.edge.port is not between 1 and 65535.
					aot: true             | scale: {min: 1, max: 2} | services.edge.scale needs metrics.
					jar: edge.jar         | java: [-Xmx1g]       | services.edge needs a jar or a command, one of both.
					grace: 1500ms         | grace: soon          | services.worker.grace is no duration such as 300ms or 60s (line 12).
					'min: 1, max: 4'      | 'min: 3, max: 2'     | services.worker.scale needs 1 <= min <= max.
					requests: requests_total | in-flight: x      | services.worker.metrics.requests is missing.
					databases: [things]   | databases: [Thing s] | databases: 'Thing s' is no name; a name is small letters, digits and hyphens.
					keys: [people]        | keys: []             | 'services.worker.env.KEY: ${key.people.public} is not known; known are db.things.password, db.things.url, db.things.user, discovery, folder, instance, java, management, port, service, state.'
					name: things          | 'name: "a'        | is no YAML
					""")
	void says_where_a_file_is_wrong(String part, String instead, String sentence) {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> read(GOOD.replace(part, (instead != null) ? instead : "")))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n"))
			.withMessageContaining("fleet.yaml")
			.withMessageContaining(sentence);
	}

	@Test
	void says_that_a_file_is_not_there() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> FleetFile.read(Path.of("nowhere.yaml")))
			.withMessage("there is no fleet file nowhere.yaml.");
	}

	@Test
	void reads_the_shops_own_file() {
		FleetFile shop = FleetFile.read(Path.of("..", "shop", "fleet.yaml"));
		assertThat(shop.entry()).isEqualTo("gateway-service");
		assertThat(shop.scaled()).contains("catalog-service");
	}

	private FleetFile read(String text) throws IOException {
		return FleetFile.read(Files.writeString(this.folder.resolve("fleet.yaml"), text));
	}

}
