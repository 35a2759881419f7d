package dev.marea.service.openapi;

import java.io.IOException;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;

/**
 * Serves the OpenAPI document that the service's jar has. A test makes it of the code and
 * proves it current: what makes it would cost every instance memory and time.
 */
@AutoConfiguration
@ConditionalOnResource(resources = "classpath:openapi.json")
class OpenApiAutoConfiguration {

	/** Mapped by its name. */
	@Bean("/v3/api-docs")
	OpenApiDocument openApiDocument() throws IOException {
		return new OpenApiDocument(new ClassPathResource("openapi.json").getContentAsByteArray());
	}

}
