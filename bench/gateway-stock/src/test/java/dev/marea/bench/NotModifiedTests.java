package dev.marea.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A defect of the stock gateway. When this test fails, Spring Cloud has mended it:
 * mention that where the documentation names it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
class NotModifiedTests {

	private static final String ETAG = "\"1\"";

	/** Default of HttpClient's pool, for each service. */
	private static final int CONNECTIONS = 5;

	private static final HttpServer SERVICE = service();

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	int port;

	@DynamicPropertySource
	static void instance(DynamicPropertyRegistry registry) {
		registry.add("spring.cloud.discovery.client.simple.instances.catalog-service[0].uri",
				() -> "http://127.0.0.1:" + SERVICE.getAddress().getPort());
	}

	@AfterAll
	static void stopService() {
		SERVICE.stop(0);
	}

	@Test
	void each_matching_If_None_Match_leaks_a_connection_until_the_gateway_hangs() throws Exception {
		assertThat(get("\"another\"")).isEqualTo(200);
		for (int i = 0; i < CONNECTIONS; i++) {
			assertThat(get(ETAG)).isEqualTo(304);
		}
		assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> get("\"another\""));
	}

	private int get(String ifNoneMatch) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/catalog/products"))
			.header("If-None-Match", ifNoneMatch)
			.timeout(Duration.ofSeconds(10))
			.build();
		return this.http.send(request, BodyHandlers.discarding()).statusCode();
	}

	/** Answers 200 with an ETag whatever the condition, as a service may. */
	private static HttpServer service() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/products", (exchange) -> {
				byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
				exchange.getResponseHeaders().add("ETag", ETAG);
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
				exchange.close();
			});
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
