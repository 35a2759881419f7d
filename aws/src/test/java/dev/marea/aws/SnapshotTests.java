package dev.marea.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each stack as somebody has read it. What changes on purpose is written anew by
 * {@code mvn -Paws -pl aws test -Dtest=SnapshotTests -Dsnapshots=write}, and read again.
 */
class SnapshotTests {

	private static final Path FOLDER = Path.of("src/test/resources/snapshots");

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(SerializationFeature.INDENT_OUTPUT)
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	@ParameterizedTest
	@ValueSource(strings = { "operations", "network", "registry", "data", "ecs", "eks" })
	void is_as_it_was_read(String part) throws IOException {
		String template = JSON.writeValueAsString(Templates.ofDefaults().of(part).toJSON()) + "\n";
		Path snapshot = FOLDER.resolve(part + ".json");
		if ("write".equals(System.getProperty("snapshots"))) {
			Files.writeString(snapshot, template);
		}
		assertThat(template).isEqualTo(Files.readString(snapshot));
	}

}
