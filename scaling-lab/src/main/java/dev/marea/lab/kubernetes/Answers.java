package dev.marea.lab.kubernetes;

import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answers of the API server during one sync. Each path is asked once, because several
 * metrics can come from the same list.
 */
final class Answers {

	private static final JsonMapper JSON = new JsonMapper();

	private final KubernetesClient client;

	private final Map<String, Answer> asked = new HashMap<>();

	Answers(KubernetesClient client) {
		this.client = client;
	}

	/**
	 * An answer of the API server.
	 *
	 * @param body absent without an answer
	 * @param status the HTTP status; 0 without an answer
	 * @param problem why there is no body; the server's own words
	 */
	record Answer(@Nullable JsonNode body, int status, @Nullable String problem) {

		boolean missing() {
			return this.status == HttpURLConnection.HTTP_NOT_FOUND;
		}

		boolean refused() {
			return this.status == HttpURLConnection.HTTP_FORBIDDEN
					|| this.status == HttpURLConnection.HTTP_UNAUTHORIZED;
		}

	}

	Answer get(String path) {
		return this.asked.computeIfAbsent(path, this::ask);
	}

	private Answer ask(String path) {
		try {
			String text = this.client.raw(path);
			return (text != null) ? new Answer(JSON.readTree(text), HttpURLConnection.HTTP_OK, null)
					: new Answer(null, HttpURLConnection.HTTP_NOT_FOUND, "not found");
		}
		catch (KubernetesClientException ex) {
			return new Answer(null, ex.getCode(), KubernetesPlace.reason(ex).replaceFirst("\\.+$", ""));
		}
		catch (JacksonException ex) {
			return new Answer(null, HttpURLConnection.HTTP_OK, "the answer is not JSON");
		}
	}

	/** Adds a parameter to a path, unless the value is empty. */
	static String with(String path, String parameter, String value) {
		return value.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + parameter + "="
				+ URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

}
