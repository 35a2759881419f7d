package dev.marea.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FuzzIT extends GatewayFixture {

	private static final long SEED = 20260101L;

	private static final String[] METHODS = { "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE",
			"get", "BREW", "" };

	private static final String[] PIECES = { "/", "//", "/api", "/catalog", "/products", "/orders", "/auth/token",
			"/v3/api-docs", "/webjars", "/..", "/.", "/%2e%2e", "%2f", "%5c", ";a=b", "%00", "%", "%c3%28", "?", "#",
			"&a", "=", "[", "{", "|", "é", " ", "\t", "*", "http://", "/api/catalog/products/A", "/api/orders/1",
			"/application.yaml", "/META-INF" };

	private static final String[] HEADERS = { "Host: a", "Host: ", "Host: a\r\nHost: b", "Content-Length: -1",
			"Content-Length: 99999999999999999999", "Content-Length: 3\r\nContent-Length: 4",
			"Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Content-Type: application/json",
			"Content-Type: ;;;", "Accept: ???", "Accept-Language: **", "Authorization: Bearer",
			"Authorization: Bearer é", "Connection: Host, Content-Length", "Expect: 200-maybe", "Range: bytes=9-1,x",
			"If-Modified-Since: yesterday", "Origin: null", "Cookie: a=b; =; é=1",
			"X-Forwarded-For: " + "1,".repeat(500), "Upgrade: h2c", "bad header", ": empty", "A: " + "x".repeat(5000) };

	@Test
	void never_answers_nonsense_with_an_error_of_its_own() throws Exception {
		Random random = new Random(SEED);
		List<String> wrong = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			byte[] request = nonsense(random);
			String answer = answer(request);
			if (!isFine(answer)) {
				wrong.add(new String(request, StandardCharsets.ISO_8859_1) + "\n=> " + answer);
			}
		}
		assertThat(wrong).isEmpty();
	}

	/**
	 * A request line without a version is HTTP/0.9; its answer is a problem without
	 * status and headers.
	 */
	private static boolean isFine(String answer) {
		boolean error = answer.startsWith("HTTP/1.1 4");
		boolean headersOnly = answer.endsWith("\r\n\r\n");
		if (error && !headersOnly) {
			return answer.contains("application/problem+json") && answer.contains("https://marea.dev/problems/");
		}
		return error || answer.isEmpty() || answer.matches("(?s)HTTP/1\\.1 (2|3|501).*")
				|| answer.matches("(?s)\\{.*\"status\":(4\\d\\d|505).*");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/webjars/../application.yaml", "/..%2fapplication.yaml", "/application.yaml",
			"/static/index.html", "/openapi.json", "/META-INF/MANIFEST.MF", "/webjars/%2e%2e/application.yaml",
			"/dev/marea/gateway/GatewayApplication.class", "/file:///etc/passwd", "/error" })
	void serves_no_file_but_the_storefronts(String path) throws Exception {
		assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"))
			.matches("(?s)HTTP/1\\.1 (400|404).*application/problem\\+json.*");
	}

	private static byte[] nonsense(Random random) {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		StringBuilder text = new StringBuilder(METHODS[random.nextInt(METHODS.length)]).append(' ');
		for (int i = random.nextInt(6); i >= 0; i--) {
			text.append(PIECES[random.nextInt(PIECES.length)]);
		}
		text.append(" HTTP/1.1\r\nConnection: close\r\nHost: shop\r\n");
		for (int i = random.nextInt(4); i > 0; i--) {
			text.append(HEADERS[random.nextInt(HEADERS.length)]).append("\r\n");
		}
		request.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
		byte[] body = new byte[random.nextInt(100)];
		random.nextBytes(body);
		request.writeBytes(body);
		return request.toByteArray();
	}

	private String answer(byte[] request) throws IOException {
		try {
			return raw(request);
		}
		catch (SocketException ex) {
			// The gateway closed the connection with unread bytes, so the answer may be
			// lost.
			return "";
		}
	}

}
