package dev.marea.lab.scenario;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A scenario file, field by field.
 */
record ScenarioFile(@Nullable String description, @Nullable List<RequestPart> setup,
		@Nullable List<RequestPart> requests) {

	record RequestPart(@Nullable String name, @Nullable Double weight, @Nullable Integer repeat,
			@Nullable String method, @Nullable String path, @Nullable Map<String, String> headers,
			@Nullable JsonNode body, @Nullable Map<String, String> use, @Nullable Map<String, String> take,
			@Nullable ExpectPart expect, @Nullable List<CapturePart> capture) {

	}

	record ExpectPart(@Nullable List<Integer> status, @Nullable String json) {

	}

	record CapturePart(@Nullable String into, @Nullable String each, @Nullable String when,
			@Nullable Map<String, String> fields) {

	}

}
