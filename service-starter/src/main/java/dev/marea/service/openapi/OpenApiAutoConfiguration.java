package dev.marea.service.openapi;

import java.io.IOException;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;

/**
 * Serves the OpenAPI document from the service's jar. A test generates the document from
 * the code and compares it. Generating it at run time would cost every instance memory
 * and start time.
 */
@AutoConfiguration
@ConditionalOnResource(resources = "classpath:openapi.json")
class OpenApiAutoConfiguration {

	/** The bean's name is its path. */
	@Bean("/v3/api-docs")
	OpenApiDocument openApiDocument() throws IOException {
		return new OpenApiDocument(new ClassPathResource("openapi.json").getContentAsByteArray());
	}

}
