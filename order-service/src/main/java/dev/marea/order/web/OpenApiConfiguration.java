package dev.marea.order.web;

import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the annotations do not say: every error is a problem detail, and some can happen
 * anywhere.
 */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(info = @Info(title = "Orders", version = "1"), security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(name = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT")
class OpenApiConfiguration {

	@Bean
	GlobalOpenApiCustomizer problemDetails() {
		return (api) -> {
			api.getComponents().addSchemas("Problem", problem());
			api.getPaths()
				.values()
				.forEach((path) -> path.readOperations().forEach(OpenApiConfiguration::describeErrors));
		};
	}

	private static void describeErrors(Operation operation) {
		ApiResponses responses = operation.getResponses();
		if (operation.getRequestBody() != null) {
			responses.computeIfAbsent("413", (status) -> described("The request is too large"));
			responses.computeIfAbsent("415", (status) -> described("The request is not JSON"));
		}
		responses.computeIfAbsent("400", (status) -> described("The request is not valid"));
		responses.computeIfAbsent("401", (status) -> described("The token is missing or not valid"));
		responses.computeIfAbsent("403", (status) -> described("The token does not allow this"));
		responses.computeIfAbsent("503", (status) -> described("Not now: try again after a while"));
		responses.forEach((status, response) -> {
			if (status.startsWith("4") || status.startsWith("5")) {
				response.content(new Content().addMediaType("application/problem+json",
						new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
			}
			if ("503".equals(status) || "409".equals(status)) {
				response.addHeaderObject("Retry-After",
						new Header().description("Seconds to wait, where it is worth it").schema(new IntegerSchema()));
			}
		});
	}

	private static ApiResponse described(String description) {
		return new ApiResponse().description(description);
	}

	private static Schema<?> problem() {
		return new ObjectSchema().description("RFC 9457 problem detail")
			.addProperty("type", new StringSchema().format("uri"))
			.addProperty("title", new StringSchema())
			.addProperty("status", new IntegerSchema())
			.addProperty("detail", new StringSchema())
			.addProperty("instance", new StringSchema().format("uri-reference"));
	}

}
