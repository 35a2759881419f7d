package dev.marea.e2e.compose;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health checks of {@code compose.yaml}: a check of a service starts a JVM.
 */
class HealthChecksTests {

	/** Docker checks every 5 s in the start period, until the container is healthy. */
	@Test
	void come_often_while_a_service_starts_and_every_minute_afterwards() {
		JsonNode check = new YAMLMapper().readTree(Path.of("../compose.yaml").toFile()).path("x-health");
		assertThat(check.path("interval").asString()).isEqualTo("${MAREA_HEALTH_INTERVAL:-60s}");
		assertThat(check.path("start_period").asString()).isEqualTo("120s");
		// Compose would refuse it with engines before Docker 25.
		assertThat(check.has("start_interval")).isFalse();
	}

}
