package dev.marea.service.test;

import java.util.List;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/**
 * Adds the common error responses to the OpenAPI document, so that annotations need not
 * repeat them.
 */
class ProblemResponses implements GlobalOpenApiCustomizer {

	@Override
	public void customise(OpenAPI api) {
		api.getComponents().addSchemas("Problem", problem());
		api.getPaths()
			.values()
			.forEach((path) -> path.readOperations().forEach((operation) -> describe(operation, api.getSecurity())));
	}

	private static void describe(Operation operation, @Nullable List<SecurityRequirement> everywhere) {
		ApiResponses responses = operation.getResponses();
		List<SecurityRequirement> security = (operation.getSecurity() != null) ? operation.getSecurity() : everywhere;
		if (security != null && !security.isEmpty()) {
			responses.computeIfAbsent("401", (status) -> described("The token is missing or not valid"));
			responses.computeIfAbsent("403", (status) -> described("The token does not allow this"));
		}
		if (operation.getRequestBody() != null) {
			responses.computeIfAbsent("413", (status) -> described("The request is too large"));
			responses.computeIfAbsent("415", (status) -> described("The media type of the request is not supported"));
		}
		if (responses.values().stream().anyMatch((response) -> response.getContent() != null)) {
			responses.computeIfAbsent("406",
					(status) -> described("The service produces no media type that Accept allows"));
		}
		responses.computeIfAbsent("400", (status) -> described("The request is not valid"));
		responses.computeIfAbsent("503", (status) -> described("The service is unavailable or full; try again later"));
		responses.forEach(ProblemResponses::describe);
	}

	private static void describe(String status, ApiResponse response) {
		if (status.startsWith("4") || status.startsWith("5")) {
			response.content(new Content().addMediaType("application/problem+json",
					new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
		}
		if ("503".equals(status) || "409".equals(status)) {
			response.addHeaderObject("Retry-After",
					new Header().description("Seconds to wait before the next attempt").schema(new IntegerSchema()));
		}
	}

	private static ApiResponse described(String description) {
		return new ApiResponse().description(description);
	}

	private static Schema<?> problem() {
		return new ObjectSchema().description("RFC 9457 problem detail")
			.addProperty("type",
					new StringSchema().format("uri")
						.description("Kind of the problem; docs/reference/problems.md lists them")
						.example("https://marea.dev/problems/invalid-request"))
			.addProperty("title", new StringSchema())
			.addProperty("status", new IntegerSchema())
			.addProperty("detail", new StringSchema())
			.addProperty("errors",
					new ArraySchema().description("The fields of the request that are not valid, at most 20")
						.items(new ObjectSchema().addProperty("field", new StringSchema())
							.addProperty("detail", new StringSchema())))
			.addProperty("traceId", new StringSchema());
	}

}
