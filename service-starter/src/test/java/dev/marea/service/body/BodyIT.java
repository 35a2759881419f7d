package dev.marea.service.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import dev.marea.service.identity.AccessRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.application.name=probe", "management.server.port=0", "marea.body.limit=1KB",
				"marea.body.limits.[text/csv]=2KB" })
class BodyIT {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void takes_bodies_up_to_the_limit_of_their_media_type() {
		assertThat(post("/text", "text/plain", sized("x".repeat(1024))).body()).isEqualTo("1024");
		assertThat(post("/text", "Text/CSV; charset=UTF-8", sized("x".repeat(2048))).body()).isEqualTo("2048");
		assertThat(post("/text", "text/csv", chunked("x".repeat(2048))).body()).isEqualTo("2048");
	}

	@Test
	void refuses_larger_ones_whether_their_length_is_declared_or_not() {
		for (BodyPublisher body : new BodyPublisher[] { sized("x".repeat(1025)), chunked("x".repeat(1025)),
				chunked("x".repeat(1_000_000)) }) {
			HttpResponse<String> answer = post("/text", "text/plain", body);
			assertThat(answer.statusCode()).isEqualTo(413);
			assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
			assertThat(answer.body()).contains("/content-too-large");
		}
	}

	@Test
	void reads_json() {
		assertThat(post("/json", "application/json", chunked("{\"name\":\"a\",\"count\":7}")).body()).isEqualTo("a7");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\":\"a\",\"count\":\"7\"}", "{\"name\":\"a\",\"count\":7.5}",
			"{\"name\":\"a\",\"count\":true}", "{\"name\":7,\"count\":7}", "{\"name\":true,\"count\":7}",
			"{\"name\":\"a\",\"count\":\"\"}", "{\"name\":\"a\",\"count\":7,\"other\":1}",
			"{\"name\":\"a\",\"count\":7,\"count\":8}", "{\"name\":\"a\",\"count\":7} {}",
			"{\"name\":\"a\",\"count\":99999999999999999999}", "[]", "{" })
	void refuses_json_that_only_nearly_says_what_is_meant(String json) {
		assertThat(post("/json", "application/json", sized(json)).statusCode()).isEqualTo(400);
	}

	private static BodyPublisher sized(String body) {
		return BodyPublishers.ofString(body);
	}

	private static BodyPublisher chunked(String body) {
		return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
	}

	private HttpResponse<String> post(String path, String contentType, BodyPublisher body) {
		try {
			return this.http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
				.header("Content-Type", contentType)
				.POST(body)
				.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@RestController
	static class Probe {

		@Bean
		AccessRules rules() {
			return (requests) -> requests.requestMatchers("/text", "/json").permitAll();
		}

		@PostMapping("/text")
		int text(@RequestBody byte[] body) {
			return body.length;
		}

		@PostMapping("/json")
		String json(@RequestBody Message message) {
			return message.name() + message.count();
		}

		record Message(String name, int count) {
		}

	}

}
