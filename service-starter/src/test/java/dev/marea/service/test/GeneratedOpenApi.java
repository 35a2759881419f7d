package dev.marea.service.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes springdoc generate the OpenAPI document of the service under test, to compare it
 * with the document in the jar.
 */
@TestConfiguration(proxyBeanMethods = false)
public class GeneratedOpenApi {

	/** Path of the generated document. */
	public static final String PATH = "/v3/api-docs/generated";

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	@Bean
	ProblemResponses problemResponses() {
		return new ProblemResponses();
	}

	@Bean
	DynamicPropertyRegistrar openApiProperties() {
		return (registry) -> {
			registry.add("springdoc.api-docs.path", () -> PATH);
			registry.add("springdoc.api-docs.version", () -> "openapi_3_1");
			registry.add("springdoc.writer-with-order-by-keys", () -> "true");
		};
	}

	/**
	 * Fails if the document in the jar differs from the one that springdoc generates.
	 * @param served JSON document in the jar
	 * @param generated JSON document of springdoc
	 */
	public static void assertCurrent(String served, String generated) throws IOException {
		JsonNode document = JSON.readTree(generated);
		// The gateway merges the documents under its own address.
		((ObjectNode) document).remove("servers");
		Path file = Files.writeString(Path.of("target", "openapi.json"), JSON.writeValueAsString(document) + "\n");
		assertThat(JSON.readTree(served)).as("src/main/resources/openapi.json (today's is in %s: copy it)", file)
			.isEqualTo(document);
	}

}
