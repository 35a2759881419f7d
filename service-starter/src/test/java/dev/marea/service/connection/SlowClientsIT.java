package dev.marea.service.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.marea.service.identity.AccessRules;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that send and read slowly, against a service with four permits and room for 44
 * connections.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.application.name=probe", "management.server.port=0", "marea.drain-delay=0s",
				"marea.capacity.concurrency=4", "marea.capacity.queue=8", "marea.capacity.streams=4",
				"marea.capacity.queue-timeout=100ms", "marea.connections.waiting=32", "marea.connections.patience=3s",
				"marea.connections.minimum-rate=1KB", "marea.buffers=1MB", "marea.body.limit=2MB" })
class SlowClientsIT {

	/** More clients than permits. */
	private static final int CLIENTS = 10;

	/** More clients than permits, of each of the requests that are sent together. */
	private static final int SENDERS = 5;

	private final List<Socket> sockets = new ArrayList<>();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@AfterEach
	void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		// Returns all permits before the next test.
		await().atMost(Duration.ofSeconds(60)).until(() -> answered("/bytes/10") && inFlight() == 0);
	}

	/** Half of the requests each, as all their clients would exceed the connections. */
	static Stream<List<String>> beginnings() {
		return Stream.of(
				List.of("GET /bytes/10 HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na",
						"GET /bytes/10 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
						"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na",
						"POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"),
				List.of("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\na",
						"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n",
						"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\na",
						"GET /bytes/10 HTTP/1.1\r\nHost: a"));
	}

	@ParameterizedTest
	@MethodSource("beginnings")
	void serves_others_while_clients_send_slowly_and_closes_their_connections(List<String> beginnings)
			throws IOException {
		List<Socket> slow = new ArrayList<>();
		for (String begin : beginnings) {
			for (int client = 0; client < SENDERS; client++) {
				slow.add(sent(begin));
			}
			assertThat(answered("/bytes/10")).as(begin).isTrue();
		}
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
			assertThat(answered("/bytes/10")).isTrue();
			// An occasional byte does not keep the connection open.
			assertThat(slow).allMatch(SlowClientsIT::isClosed);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 60_000, 3_000_000 })
	void serves_others_while_clients_do_not_read_and_closes_their_connections(int size) throws IOException {
		double before = slow();
		for (int client = 0; client < CLIENTS; client++) {
			sent("GET /bytes/%d HTTP/1.1\r\nHost: a\r\n\r\n".formatted(size).repeat(60));
		}
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
			assertThat(answered("/bytes/10")).isTrue();
			assertThat(slow() - before).isGreaterThanOrEqualTo(4);
		});
	}

	@Test
	void sends_what_was_written_by_a_forward() throws IOException {
		Socket socket = sent("GET /forward HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
		assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
			.endsWith("\0".repeat(10));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/bytes/70000", "/texts/70000" })
	void refuses_a_large_answer_while_all_streams_wait_for_their_clients(String path) throws IOException {
		for (int client = 0; client < 4; client++) {
			sent("GET /bytes/30000000 HTTP/1.1\r\nHost: a\r\n\r\n");
		}
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
			Socket socket = sent("GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".formatted(path));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.startsWith("HTTP/1.1 503")
				.contains("Retry-After: 1", "problems/overloaded")
				.endsWith("}");
		});
		assertThat(answered("/bytes/60000")).isTrue();
	}

	@Test
	void keeps_a_client_that_is_slow_and_fast_enough() throws IOException {
		Socket socket = sent("POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 40000\r\n\r\n");
		byte[] part = new byte[2000];
		int[] parts = { 0 };
		// 5 s at 8 KB/s, which is longer than the patience.
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(250)).until(() -> {
			socket.getOutputStream().write(part);
			return ++parts[0] == 20;
		});
		assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).endsWith("40000");
	}

	@Test
	void keeps_an_idle_connection_that_sent_a_request_before() throws IOException {
		Socket socket = sent("GET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(status(socket)).isEqualTo(200);
		double before = slow();
		Socket other = sent("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na");
		await().atMost(Duration.ofSeconds(60)).until(() -> isClosed(other));
		assertThat(slow()).isGreaterThan(before);
		assertServes(socket);
	}

	@Test
	void closes_the_connection_that_was_idle_longest_to_accept_a_new_one() throws IOException {
		List<Socket> idle = new ArrayList<>();
		for (int client = 0; client < 100; client++) {
			Socket socket = sent("GET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(status(socket)).isEqualTo(200);
			idle.add(socket);
		}
		await().atMost(Duration.ofSeconds(60))
			.until(() -> idle.subList(0, 50).stream().filter(SlowClientsIT::isClosed).count() == 50);
		for (Socket recent : idle.subList(90, 100)) {
			assertServes(recent);
		}
	}

	@Test
	void leaves_the_connections_of_a_client_that_has_few() throws IOException {
		Socket socket = sent("GET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(status(socket)).isEqualTo(200);
		for (int client = 0; client < 100; client++) {
			Socket other = connected("127.0.0.2");
			other.getOutputStream().write("GET / HTTP/1.1\r\nX-A: ".getBytes(StandardCharsets.US_ASCII));
		}
		assertThat(answered("/bytes/10")).isTrue();
		assertServes(socket);
	}

	@Test
	void refuses_bodies_beyond_the_budget_and_serves_small_ones() throws IOException {
		String chunked = "POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
		String part = "fff0\r\n" + "x".repeat(0xfff0) + "\r\n";
		Socket first = sent(chunked + part.repeat(12));
		Socket second = sent(chunked);
		await().atMost(Duration.ofSeconds(60)).until(() -> buffered() > 700_000);
		second.getOutputStream().write(part.repeat(12).getBytes(StandardCharsets.US_ASCII));
		assertThat(status(second)).isEqualTo(503);
		Socket small = sent("POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n12345");
		assertThat(status(small)).isEqualTo(200);
		first.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(status(first)).isEqualTo(200);
		await().atMost(Duration.ofSeconds(60)).until(() -> buffered() == 0);
	}

	private double slow() {
		return this.meters.get("marea.connections.closed").tag("reason", "slow").counter().count();
	}

	private double buffered() {
		return this.meters.get("marea.buffers").gauge().value();
	}

	private double inFlight() {
		return this.meters.get("marea.requests.in.flight").gauge().value();
	}

	private Socket sent(String begin) throws IOException {
		Socket socket = connected("127.0.0.1");
		socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private Socket connected(String from) throws IOException {
		Socket socket = new Socket();
		this.sockets.add(socket);
		socket.setReceiveBufferSize(4096);
		socket.setSoTimeout(60_000);
		socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
		socket.connect(new InetSocketAddress("127.0.0.1", this.port));
		return socket;
	}

	private boolean answered(String path) {
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".formatted(path)
					.getBytes(StandardCharsets.US_ASCII));
			return status(socket) == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int status(Socket socket) throws IOException {
		InputStream input = socket.getInputStream();
		byte[] line = input.readNBytes(12);
		return (line.length < 12) ? -1 : Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
	}

	/** Sends another request on a connection whose last answer was read in part. */
	private static void assertServes(Socket socket) throws IOException {
		InputStream input = socket.getInputStream();
		line(input);
		while (!line(input).isEmpty()) {
			// Skips the rest of the headers.
		}
		input.skipNBytes(10);
		socket.getOutputStream().write("GET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(status(socket)).isEqualTo(200);
	}

	private static String line(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int read = input.read(); read >= 0 && read != '\n'; read = input.read()) {
			line.append((char) read);
		}
		return line.toString().strip();
	}

	private static boolean isClosed(Socket socket) {
		try {
			socket.getOutputStream().write('a');
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@RestController
	static class BytesService {

		@Bean
		AccessRules rules() {
			return (requests) -> requests.requestMatchers("/length", "/bytes/**", "/texts/**", "/forward").permitAll();
		}

		@PostMapping("/length")
		int length(@RequestBody byte[] body) {
			return body.length;
		}

		@GetMapping("/forward")
		void forward(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
			request.getRequestDispatcher("/bytes/10").forward(request, response);
		}

		@GetMapping("/texts/{size}")
		Map<String, String> texts(@PathVariable int size) {
			return Map.of("text", "x".repeat(size));
		}

		@GetMapping("/bytes/{size}")
		byte[] bytes(@PathVariable int size) {
			return new byte[size];
		}

	}

}
