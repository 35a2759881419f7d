package dev.marea.service.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.marea.service.identity.AccessRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.application.name=probe", "management.server.port=0", "marea.drain-delay=0s",
				"marea.body.limit=1KB", "marea.body.limits.[text/csv]=2KB", "marea.body.discard-timeout=2s" })
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

	/**
	 * Closing a socket with unread bytes resets it, and the reset overtakes the answer.
	 */
	@ParameterizedTest
	@CsvSource({ "/text, 413, content-too-large", "/nowhere, 401, unauthorized" })
	void answers_a_caller_that_sends_all_of_a_large_body_before_it_reads(String path, int status, String slug)
			throws IOException {
		byte[] body = new byte[12_000_000];
		try (Socket socket = connection()) {
			write(socket, head(path, "Content-Length: " + body.length));
			socket.getOutputStream().write(body);
			assertThat(answer(socket)).startsWith("HTTP/1.1 " + status).contains("/problems/" + slug);
		}
	}

	@Test
	void answers_a_caller_that_sends_a_large_body_in_chunks_before_it_reads() throws IOException {
		try (Socket socket = connection()) {
			write(socket, head("/text", "Transfer-Encoding: chunked"));
			for (int chunk = 0; chunk < 180; chunk++) {
				write(socket, "10000\r\n" + "x".repeat(0x10000) + "\r\n");
			}
			write(socket, "0\r\n\r\n");
			assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("/problems/content-too-large");
		}
	}

	@Test
	void refuses_a_large_body_before_it_is_sent_where_the_caller_asks_first() throws IOException {
		try (Socket socket = connection()) {
			write(socket, head("/text", "Content-Length: 5900000\r\nExpect: 100-continue"));
			assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("/problems/content-too-large");
		}
	}

	@Test
	void asks_for_a_body_that_it_reads_where_the_caller_asks_first() throws IOException {
		try (Socket socket = connection()) {
			write(socket, head("/text", "Content-Length: 5\r\nExpect: 100-continue"));
			assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
				.isEqualTo("HTTP/1.1 100");
			write(socket, "12345");
			assertThat(answer(socket)).contains("HTTP/1.1 200").endsWith("5");
		}
	}

	@Test
	void keeps_the_connection_of_a_caller_whose_body_nobody_read() throws IOException {
		try (Socket socket = connection()) {
			String request = "POST /nowhere HTTP/1.1\r\nHost: probe\r\nContent-Length: 1000\r\n";
			write(socket, request + "\r\n" + "x".repeat(1000));
			write(socket, request + "Connection: close\r\n\r\n" + "x".repeat(1000));
			assertThat(answer(socket)).containsPattern("(?s)^HTTP/1.1 401.*HTTP/1.1 401");
		}
	}

	@Test
	void reads_no_body_without_end() throws IOException {
		try (Socket socket = connection()) {
			OutputStream output = socket.getOutputStream();
			write(socket, head("/text", "Content-Length: 9999999999"));
			byte[] megabyte = new byte[1_000_000];
			assertThatIOException().isThrownBy(() -> {
				for (int sent = 0; sent < 1000; sent++) {
					output.write(megabyte);
				}
			});
		}
	}

	@Test
	void waits_for_no_caller_that_sends_its_body_byte_by_byte() throws IOException {
		try (Socket socket = connection()) {
			write(socket, head("/text", "Content-Length: 5900000"));
			await().atMost(Duration.ofSeconds(60)).until(() -> {
				try {
					socket.getOutputStream().write('x');
					return false;
				}
				catch (IOException ex) {
					return true;
				}
			});
		}
	}

	private Socket connection() throws IOException {
		Socket socket = new Socket("localhost", this.port);
		socket.setSoTimeout(60_000);
		return socket;
	}

	private static String head(String path, String headers) {
		return "POST %s HTTP/1.1\r\nHost: probe\r\nConnection: close\r\nContent-Type: text/plain\r\n%s\r\n\r\n"
			.formatted(path, headers);
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String answer(Socket socket) throws IOException {
		return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
	static class BodyService {

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
