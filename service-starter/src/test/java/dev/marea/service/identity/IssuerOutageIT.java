package dev.marea.service.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.marea.service.test.TestIdentity;
import dev.marea.service.test.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the answers of a service whose issuer is up, is down or hangs.
 */
class IssuerOutageIT {

	private final HttpClient http = HttpClient.newHttpClient();

	private final StubIssuer issuer = new StubIssuer();

	private ServletWebServerApplicationContext service;

	@BeforeEach
	void start() {
		this.service = (ServletWebServerApplicationContext) new SpringApplication(GuardedService.class).run(
				"--spring.application.name=probe", "--server.port=0", "--management.server.port=0",
				"--marea.drain-delay=0s", "--marea.warm-up.rounds=0",
				"--marea.identity.issuer-uri=" + this.issuer.uri(), "--marea.identity.issuer-timeout=300ms",
				"--marea.identity.public-keys=" + TestIdentity.publicKey(), "--spring.autoconfigure.exclude="
						+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
	}

	@AfterEach
	void stop() {
		this.service.close();
		this.issuer.close();
	}

	@Test
	void accepts_tokens_of_the_issuer_and_of_the_keys() {
		assertThat(get("/closed", "Bearer " + this.issuer.token()).statusCode()).isEqualTo(200);
		assertThat(get("/closed", TestTokens.bearer("ana")).statusCode()).isEqualTo(200);
	}

	@Test
	void answers_503_while_the_issuer_is_down() {
		String token = "Bearer " + this.issuer.token();
		this.issuer.close();
		for (String path : List.of("/closed", "/open")) {
			assertUnavailable(get(path, token));
		}
		assertWorksWithout();
	}

	@Test
	void answers_503_while_the_issuer_hangs() {
		this.issuer.gate = new CountDownLatch(1);
		assertUnavailable(get("/closed", "Bearer " + this.issuer.token()));
		assertWorksWithout();
	}

	@Test
	void answers_401_to_garbage_whatever_the_issuer_does() {
		this.issuer.failure = 500;
		for (String garbage : List.of("garbage", "a.b.c", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.")) {
			assertProblem(get("/closed", "Bearer " + garbage), 401, "unauthorized");
		}
		assertThat(this.issuer.requests()).isZero();
	}

	private void assertWorksWithout() {
		assertThat(get("/open", "").statusCode()).isEqualTo(200);
		assertProblem(get("/closed", ""), 401, "unauthorized");
		assertThat(get("/closed", TestTokens.bearer("ana")).statusCode()).isEqualTo(200);
	}

	private static void assertUnavailable(HttpResponse<String> answer) {
		assertProblem(answer, 503, "unavailable");
		assertThat(answer.headers().firstValue("Retry-After")).contains("10");
	}

	private static void assertProblem(HttpResponse<String> answer, int status, String slug) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(answer.body()).contains("\"type\":\"https://marea.dev/problems/" + slug + "\"")
			.doesNotContain("Exception", "localhost");
	}

	private HttpResponse<String> get(String path, String authorization) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.service.getWebServer().getPort() + path));
		if (!authorization.isEmpty()) {
			request.header("Authorization", authorization);
		}
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class GuardedService {

		@Bean
		AccessRules rules() {
			return (requests) -> requests.requestMatchers("/open").permitAll();
		}

		@GetMapping({ "/open", "/closed" })
		String answer() {
			return "ok";
		}

	}

}
