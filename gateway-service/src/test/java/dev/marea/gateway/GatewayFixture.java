package dev.marea.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.service.test.TestIdentity;
import dev.marea.service.test.TestTokens;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A gateway, and stub instances of the services behind it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "marea.instance=gateway-service-1", "marea.gateway.demo-issuer=true", "management.server.port=0",
				"marea.drain-delay=0s", "marea.balance.response-timeout=4s", "marea.balance.slow-start=0s",
				"marea.gateway.docs-age=0s", "marea.warm-up.rounds=0", "marea.gateway.swagger-ui=true" })
@Import(TestIdentity.class)
abstract class GatewayFixture {

	private static final Path DIRECTORY = directory();

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(60))
		.build();

	@LocalServerPort
	int port;

	@Autowired
	private CircuitBreakerRegistry breakers;

	StubInstance catalog1;

	StubInstance catalog2;

	StubInstance orders;

	/** Long enough for a busy machine. */
	static {
		Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
	}

	@DynamicPropertySource
	static void discovery(DynamicPropertyRegistry registry) {
		registry.add("marea.discovery.directory", () -> DIRECTORY);
	}

	@BeforeEach
	void startServices() {
		this.catalog1 = new StubInstance("catalog-service-1");
		this.catalog2 = new StubInstance("catalog-service-2");
		this.orders = new StubInstance("order-service-1");
		list("catalog-service", this.catalog1, this.catalog2);
		list("order-service", this.orders);
		resetBreakers();
		awaitListed();
		resetBreakers();
	}

	/** Outages of an earlier test must not refuse requests of this one. */
	private void resetBreakers() {
		this.breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
	}

	@AfterEach
	void stopServices() {
		this.catalog1.kill();
		this.catalog2.kill();
		this.orders.kill();
	}

	private void awaitListed() {
		await().pollInterval(Duration.ofMillis(20)).until(() -> {
			get("/api/catalog/products");
			send(request("GET", "/api/orders").header("Authorization", TestTokens.bearer(newSubject())));
			return this.catalog1.count() > 0 && this.catalog2.count() > 0 && this.orders.count() > 0;
		});
		this.catalog1.forget();
		this.catalog2.forget();
		this.orders.forget();
	}

	/** A subject without earlier requests, so that its rate limit counts none of them. */
	private static String newSubject() {
		return UUID.randomUUID().toString();
	}

	HttpResponse<String> get(String path) {
		return send(request("GET", path));
	}

	HttpRequest.Builder request(String method, String path) {
		return request(method, path, "");
	}

	HttpRequest.Builder request(String method, String path, String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(60));
		return request.method(method,
				body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
	}

	static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return HTTP.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Sends a request that HTTP clients do not send; returns all bytes until the
	 * connection ends.
	 */
	String raw(String request) throws IOException {
		return raw(request.getBytes(StandardCharsets.UTF_8));
	}

	String raw(byte[] request) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write(request);
			socket.shutdownOutput();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	static String token(String... scopes) {
		return TestTokens.bearer("ana", scopes);
	}

	static void list(String service, StubInstance... instances) {
		write(service, Stream.of(instances).map(StubInstance::entry).collect(Collectors.joining(",", "[", "]")));
	}

	static void write(String service, String content) {
		try {
			Path written = Files.writeString(DIRECTORY.resolve(service + ".tmp"), content);
			Files.move(written, DIRECTORY.resolve(service + ".json"), StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void assertProblem(HttpResponse<String> response, int status, String slug) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = JsonMapper.shared().readTree(response.body());
		assertThat(problem.path("type").asString()).isEqualTo("https://marea.dev/problems/" + slug);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("detail").asString()).isNotBlank();
	}

	private static Path directory() {
		try {
			return Files.createTempDirectory("discovery");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
