package dev.marea.lab.scenario;

import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSONPath for scenarios: a missing value is absent, not an error.
 */
final class Json {

	private static final Configuration CONFIGURATION = Configuration.builder()
		.options(Option.SUPPRESS_EXCEPTIONS)
		.build();

	private static final JsonMapper MAPPER = new JsonMapper();

	private Json() {
	}

	static JsonPath path(String path) {
		try {
			return JsonPath.compile(path);
		}
		catch (InvalidPathException | IllegalArgumentException ex) {
			throw new UsageError("'" + path + "' is no JSONPath: " + ex.getMessage(), ex);
		}
	}

	/** The document; absent if it is not JSON. */
	static @Nullable Object parse(byte[] body) {
		try {
			return MAPPER.readValue(body, Object.class);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static @Nullable Object read(JsonPath path, Object document) {
		try {
			return path.read(document, CONFIGURATION);
		}
		catch (InvalidPathException ex) {
			// A filter on a document that is neither object nor list.
			return null;
		}
	}

	static boolean selects(JsonPath path, Object document) {
		return !all(path, document).isEmpty();
	}

	/** The values that a path selects: the elements of a list, or one value. */
	static List<?> all(JsonPath path, Object document) {
		Object found = read(path, document);
		if (found instanceof List<?> list) {
			return list;
		}
		return (found != null) ? List.of(found) : List.of();
	}

	/**
	 * The text of one value; absent if there is none, or if it is an object or a list.
	 */
	static @Nullable String text(JsonPath path, Object document) {
		Object found = read(path, document);
		if (found instanceof List<?> list && !path.isDefinite() && !list.isEmpty()) {
			found = list.getFirst();
		}
		return (found == null || found instanceof List<?> || found instanceof Map<?, ?>) ? null : found.toString();
	}

}
