package dev.marea.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import dev.marea.service.test.UploadService;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests bodies that the gateway accepts and the service refuses. The caller gets the
 * service's answer, even if it comes early or the connection breaks.
 */
class UploadIT extends GatewayFixture {

	private static final byte[] BODY = new byte[5_900_000];

	private static final Answer REFUSAL = Answer.of(413,
			Map.of("Connection", "close", "Content-Type", "application/problem+json"),
			"{\"type\":\"https://marea.dev/problems/content-too-large\",\"status\":413,\"detail\":\"Too large.\"}");

	@Test
	void hands_on_what_a_service_answers_to_a_body_that_is_too_large_for_it() throws IOException {
		try (UploadService service = new UploadService()) {
			listOrders(service.port());
			for (int i = 0; i < 5; i++) {
				assertProblem(send(upload()), 413, "content-too-large");
				assertThat(sendsAllBeforeItReads()).startsWith("HTTP/1.1 413")
					.contains("problems/content-too-large", "262144 bytes");
			}
			assertThat(
					send(request("POST", "/api/orders", "x".repeat(100_000)).header("Authorization", token())).body())
				.isEqualTo("100000");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 300_000, 1_000_000, 2_500_000, 4_000_000, 5_900_000 })
	void hands_on_413_and_403_for_bodies_of_any_size_that_the_gateway_accepts(int size) {
		try (UploadService service = new UploadService()) {
			listOrders(service.port());
			assertProblem(send(request("POST", "/api/orders").header("Authorization", token())
				.header("Content-Type", "text/plain")
				.POST(BodyPublishers.ofByteArray(new byte[size]))), 413, "content-too-large");
			assertProblem(send(request("POST", "/api/orders/closed").header("Authorization", token())
				.header("Content-Type", "text/plain")
				.POST(BodyPublishers.ofByteArray(new byte[size]))), 403, "forbidden");
		}
	}

	@RepeatedTest(5)
	void hands_on_an_answer_after_which_the_connection_is_reset() throws IOException {
		this.orders.refusing(REFUSAL, 100_000);
		assertProblem(send(upload()), 413, "content-too-large");
		assertThat(sendsAllBeforeItReads()).startsWith("HTTP/1.1 413").contains("problems/content-too-large");
	}

	@Test
	void hands_on_an_answer_to_the_headers_alone() throws IOException {
		this.orders.refusing(REFUSAL);
		assertProblem(send(upload()), 413, "content-too-large");
		assertThat(sendsAllBeforeItReads()).startsWith("HTTP/1.1 413").contains("problems/content-too-large");
		assertThat(this.orders.requests().getFirst().headers()).containsEntry("expect", "100-continue");
	}

	@Test
	void hands_on_an_answer_to_a_body_of_unknown_length() {
		this.orders.refusing(REFUSAL, 100_000);
		assertProblem(send(upload().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY)))), 413,
				"content-too-large");
	}

	/**
	 * The order may have been placed, so the request is not retried and the answer does
	 * not say refused.
	 */
	@Test
	void says_that_the_outcome_is_unknown_where_the_connection_is_reset_without_an_answer() {
		this.orders.refusing(REFUSAL.ending(End.RESET), 100_000);
		assertProblem(send(upload()), 502, "bad-gateway");
		assertThat(this.orders.count()).isEqualTo(1);
	}

	/**
	 * An instance that refuses an upload closes the connection and still serves requests.
	 */
	@Test
	void goes_on_asking_an_instance_that_refused_an_upload() {
		Answer forbidden = Answer.of(403, Map.of("Connection", "close"), "{}");
		this.catalog1.refusing(forbidden);
		this.catalog2.refusing(forbidden);
		for (int i = 0; i < 6; i++) {
			assertThat(send(request("POST", "/api/catalog/products").header("Authorization", token())
				.POST(BodyPublishers.ofByteArray(BODY))).statusCode()).isEqualTo(403);
		}
		assertThat(this.catalog1.count()).isEqualTo(3);
		assertThat(this.catalog2.count()).isEqualTo(3);
	}

	private HttpRequest.Builder upload() {
		return request("POST", "/api/orders").header("Authorization", token())
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofByteArray(BODY));
	}

	/** Many simple clients send the whole request before they read. */
	private String sendsAllBeforeItReads() throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write("""
					POST /api/orders HTTP/1.1
					Host: shop
					Connection: close
					Content-Type: text/plain
					Content-Length: %d
					Authorization: %s

					""".formatted(BODY.length, token()).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(BODY);
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private void listOrders(int port) {
		write("order-service", "[{\"targets\":[\"127.0.0.1:%d\"]}]".formatted(port));
		await().until(() -> {
			send(request("GET", "/api/orders").header("Authorization", token()));
			int before = this.orders.count();
			send(request("GET", "/api/orders").header("Authorization", token()));
			return this.orders.count() == before;
		});
	}

}
