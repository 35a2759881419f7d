package dev.marea.service.openapi;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves the OpenAPI document that the service's jar has. A test makes it of the code and
 * proves it current: what makes it would cost every instance memory and time.
 */
@AutoConfiguration
@ConditionalOnResource(resources = "classpath:openapi.json")
class OpenApiAutoConfiguration {

	@Bean
	RouterFunction<ServerResponse> openApi() {
		ClassPathResource document = new ClassPathResource("openapi.json");
		return RouterFunctions.route()
			.GET("/v3/api-docs",
					(request) -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).body(document))
			.build();
	}

}
