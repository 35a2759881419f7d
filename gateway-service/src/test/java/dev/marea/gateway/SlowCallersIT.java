package dev.marea.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the gateway serves other callers while some are slow or send more than its
 * memory holds.
 */
@TestPropertySource(properties = { "marea.capacity.concurrency=4", "marea.capacity.queue=8", "marea.capacity.streams=2",
		"marea.capacity.queue-timeout=200ms", "marea.connections.patience=3s", "marea.buffers=7MB" })
class SlowCallersIT extends GatewayFixture {

	private static final int CALLERS = 10;

	private final List<Socket> sockets = new ArrayList<>();

	@Autowired
	private MeterRegistry meters;

	@AfterEach
	void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		await().until(() -> this.meters.get("marea.requests.in.flight").gauge().value() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /api/catalog/products HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na",
			"POST /api/catalog/products HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na",
			"POST /api/catalog/products HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
			"POST /api/catalog/products HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\na",
			"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\na",
			"POST /auth/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{" })
	void goes_on_while_callers_send_slowly(String begin) throws IOException {
		for (int caller = 0; caller < CALLERS; caller++) {
			send(begin.replace("Host: a\r\n", "Host: a\r\nAuthorization: " + token() + "\r\n"));
		}
		assertServesOthers();
		double before = slow();
		await().untilAsserted(() -> {
			assertServesOthers();
			assertThat(slow()).isGreaterThan(before);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 60_000, 3_000_000 })
	void goes_on_while_callers_do_not_read(int size) throws IOException {
		String large = "x".repeat(size);
		Answer answer = Answer.ok("{\"a\":\"" + large + "\"}");
		this.catalog1.answering((request) -> request.target().contains("large") ? answer : Answer.ok("{}"));
		this.catalog2.answering((request) -> request.target().contains("large") ? answer : Answer.ok("{}"));
		double before = slow();
		for (int caller = 0; caller < CALLERS; caller++) {
			send("GET /api/catalog/products?q=large HTTP/1.1\r\nHost: a\r\n\r\n".repeat(60));
		}
		await().untilAsserted(() -> {
			assertServesOthers();
			assertThat(slow() - before).isGreaterThanOrEqualTo(2);
		});
	}

	@Test
	void passes_no_body_of_a_GET_on() throws IOException {
		String answer = raw("GET /api/catalog/products HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
				+ "Content-Length: 5\r\n\r\nhello");
		assertThat(answer).startsWith("HTTP/1.1 200");
		String chunked = raw("GET /api/catalog/products HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
		assertThat(chunked).startsWith("HTTP/1.1 200");
		assertThat(this.catalog1.requests()).allMatch((request) -> request.body().length == 0);
		assertThat(this.catalog2.requests()).allMatch((request) -> request.body().length == 0);
	}

	@Test
	void takes_no_large_body_where_there_is_no_route() throws IOException {
		for (String path : List.of("/", "/storefront/api.js", "/auth/token", "/nowhere")) {
			String answer = raw("POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
					+ "Transfer-Encoding: chunked\r\n\r\n" + "fff0\r\n" + "x".repeat(0xfff0) + "\r\n0\r\n\r\n");
			assertThat(answer).as(path).startsWith("HTTP/1.1 413").contains("problems/content-too-large");
		}
	}

	@Test
	void refuses_uploads_that_exceed_the_memory_for_them() throws IOException {
		String head = "POST /api/catalog/products HTTP/1.1\r\nHost: a\r\nAuthorization: " + token()
				+ "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
		byte[] part = ("fff0\r\n" + "x".repeat(0xfff0) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		Socket first = send(head);
		Socket second = send(head);
		for (int i = 0; i < 80; i++) {
			first.getOutputStream().write(part);
		}
		await().until(() -> this.meters.get("marea.buffers").gauge().value() > 5_000_000);
		for (int i = 0; i < 80; i++) {
			second.getOutputStream().write(part);
		}
		assertThat(firstLine(second)).isEqualTo("HTTP/1.1 503");
		assertServesOthers();
		first.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(firstLine(first)).isEqualTo("HTTP/1.1 200");
		await().until(() -> this.meters.get("marea.buffers").gauge().value() == 0);
	}

	private void assertServesOthers() {
		assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
		assertThat(get("/").statusCode()).isEqualTo(200);
		assertThat(send(request("POST", "/api/catalog/products", "{}").header("Authorization", token())).statusCode())
			.isEqualTo(200);
	}

	private double slow() {
		return this.meters.get("marea.connections.closed").tag("reason", "slow").counter().count();
	}

	private Socket send(String begin) throws IOException {
		Socket socket = new Socket();
		this.sockets.add(socket);
		socket.setReceiveBufferSize(4096);
		socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
		socket.connect(new InetSocketAddress("localhost", this.port));
		socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static String firstLine(Socket socket) throws IOException {
		return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
	}

}
