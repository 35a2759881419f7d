package dev.marea.service.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.skyscreamer.jsonassert.JSONCompareMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonAssert;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a consumer sends to a provider, and what it needs in the answers. The files in
 * {@code contracts} have the format of version 3 of the
 * <a href="https://github.com/pact-foundation/pact-specification">Pact specification</a>,
 * without its matching rules.
 */
public record Contract(List<Interaction> interactions) {

	/**
	 * Reads {@code contracts/<name>.json} at the root of the project.
	 */
	public static Contract read(String name) {
		return JsonMapper.shared().readValue(Path.of("..", "contracts", name + ".json").toFile(), Contract.class);
	}

	/** Interactions that have this state. */
	public Stream<Interaction> with(String state) {
		return this.interactions.stream().filter((interaction) -> interaction.has(state));
	}

	/** Interactions that do not have this state. */
	public Stream<Interaction> without(String state) {
		return this.interactions.stream().filter((interaction) -> !interaction.has(state));
	}

	/**
	 * A request and its answer.
	 *
	 * @param providerStates what must have happened at the provider, in this order
	 */
	public record Interaction(String description, List<ProviderState> providerStates, Sent request, Needed response) {

		boolean has(String state) {
			return this.providerStates.stream().anyMatch((each) -> each.name().equals(state));
		}

		/**
		 * Prepares the provider with the action of each state, sends the request and
		 * fails if the answer lacks a part that the consumer needs.
		 * @param origin address of the provider
		 * @param authorization a valid value of the header, sent in place of the
		 * contract's if the contract has one
		 * @param actions by name of the state; each takes the state's parameters
		 */
		public void verify(String origin, String authorization, Map<String, Consumer<JsonNode>> actions) {
			this.providerStates.forEach((state) -> {
				assertThat(actions).as("states").containsKey(state.name());
				actions.get(state.name()).accept(state.params());
			});
			this.response.assertIn(this.request.send(origin, authorization));
		}

		/** Name of the interaction in the reports of parameterized tests. */
		@Override
		public String toString() {
			return this.description;
		}

	}

	/** Something that must have happened at the provider. */
	public record ProviderState(String name, JsonNode params) {
	}

	/** What the consumer sends. */
	public record Sent(String method, String path, @Nullable Map<String, List<String>> query,
			@Nullable Map<String, String> headers, @Nullable JsonNode body) {

		/** Path and query. */
		public URI uri() {
			return UriComponentsBuilder.fromPath(this.path)
				.queryParams((this.query != null) ? new LinkedMultiValueMap<>(this.query) : null)
				.build()
				.toUri();
		}

		private HttpResponse<String> send(String origin, String authorization) {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + uri()))
				.method(this.method,
						(this.body != null) ? BodyPublishers.ofString(this.body.toString()) : BodyPublishers.noBody());
			if (this.headers != null) {
				this.headers.forEach((name, value) -> request.header(name,
						name.equals(HttpHeaders.AUTHORIZATION) ? authorization : value));
			}
			try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
				return http.send(request.build(), BodyHandlers.ofString());
			}
			catch (IOException | InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}

	}

	/**
	 * What the consumer needs in the answer. The answer may contain more.
	 */
	public record Needed(int status, @Nullable Map<String, String> headers, @Nullable JsonNode body) {

		private void assertIn(HttpResponse<String> answer) {
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(this.status);
			if (this.headers != null) {
				this.headers.forEach((name, value) -> assertHeader(name, value, answer));
			}
			if (this.body != null) {
				JsonAssert.comparator(JSONCompareMode.STRICT_ORDER).assertIsMatch(this.body.toString(), answer.body());
			}
		}

		private static void assertHeader(String name, String value, HttpResponse<String> answer) {
			String actual = answer.headers().firstValue(name).orElse("");
			if (name.equals(HttpHeaders.CONTENT_TYPE) && !actual.isEmpty()) {
				MediaType type = MediaType.parseMediaType(actual);
				assertThat(type.getType() + "/" + type.getSubtype()).isEqualTo(value);
			}
			else {
				assertThat(actual).as(name).isEqualTo(value);
			}
		}

	}

}
