package dev.marea.gateway.storefront;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID provider with the sign-in page of the demo issuer, whose tokens can be short,
 * renewable or unknown to the shop.
 */
final class StubIssuer {

	private static final String ISSUER = "https://issuer.example";

	private final JsonMapper json = new JsonMapper();

	/** By code, the query of the authorization request with the visitor's name. */
	private final Map<String, Map<String, String>> codes = new HashMap<>();

	private final Set<String> tokens = new HashSet<>();

	/** The grant type of each token request. */
	final List<String> grants = new ArrayList<>();

	boolean enabled = true;

	/** Seconds. */
	int lifetime = 3600;

	/** Whether refresh tokens are given. */
	boolean renews;

	/** Claims of id tokens that replace those that a client expects. */
	Map<String, Object> wrongClaims = Map.of();

	boolean serves(String path) {
		return this.enabled && (path.equals("/auth/provider") || path.startsWith("/oauth2/"));
	}

	/** Whether this is a token that is valid now. */
	boolean knows(@Nullable String authorization) {
		return authorization != null && this.tokens.contains(authorization.replaceFirst("^Bearer ", ""));
	}

	/** The shop accepts no token of before. */
	void revokeTokens() {
		this.tokens.clear();
	}

	void handle(HttpExchange exchange, String path) throws IOException {
		switch (path) {
			case "/auth/provider" -> answer(exchange, 200,
					Map.of("issuer", ISSUER, "client_id", "storefront", "scope", "openid", "authorization_endpoint",
							"/oauth2/authorize", "token_endpoint", "/oauth2/token", "end_session_endpoint",
							"/oauth2/sign-out"));
			case "/oauth2/authorize" -> authorize(exchange);
			case "/oauth2/sign-in" -> signIn(exchange);
			case "/oauth2/token" -> token(exchange);
			case "/oauth2/sign-out" -> {
				exchange.getResponseHeaders().add("Set-Cookie", "visitor=; Path=/oauth2; Max-Age=0");
				redirect(exchange, "/");
			}
			default -> throw new IllegalArgumentException(path);
		}
	}

	private void authorize(HttpExchange exchange) throws IOException {
		String raw = exchange.getRequestURI().getRawQuery();
		Map<String, String> query = form(raw);
		String cookie = exchange.getRequestHeaders().getFirst("Cookie");
		String back = query.get("redirect_uri") + "?state=" + query.get("state");
		if (cookie != null && cookie.contains("visitor=")) {
			String code = "code-" + this.codes.size();
			query.put("name", decoded(cookie.replaceFirst(".*visitor=([^;]*).*", "$1")));
			this.codes.put(code, query);
			redirect(exchange, back + "&code=" + code);
		}
		else {
			redirect(exchange,
					"none".equals(query.get("prompt")) ? back + "&error=login_required" : "/oauth2/sign-in?" + raw);
		}
	}

	private void signIn(HttpExchange exchange) throws IOException {
		if (exchange.getRequestMethod().equals("GET")) {
			try (InputStream page = StubIssuer.class.getResourceAsStream("/demo-issuer/sign-in.html")) {
				exchange.getResponseHeaders().add("Content-Security-Policy", "default-src 'self'");
				send(exchange, 200, "text/html", page.readAllBytes());
			}
			return;
		}
		Map<String, String> form = form(body(exchange));
		exchange.getResponseHeaders()
			.add("Set-Cookie", "visitor=" + URLEncoder.encode(form.get("who"), StandardCharsets.UTF_8)
					+ "; Path=/oauth2; HttpOnly");
		redirect(exchange, "/oauth2/authorize?" + exchange.getRequestURI().getRawQuery());
	}

	private void token(HttpExchange exchange) throws IOException {
		Map<String, String> form = form(body(exchange));
		this.grants.add(form.get("grant_type"));
		if ("refresh_token".equals(form.get("grant_type"))) {
			answerTokens(exchange, form.get("refresh_token"), null);
			return;
		}
		Map<String, String> request = this.codes.remove(form.get("code"));
		if (request == null || !request.get("code_challenge").equals(challenge(form.get("code_verifier")))) {
			answer(exchange, 400, Map.of("error", "invalid_grant"));
			return;
		}
		answerTokens(exchange, request.get("name"), request.get("nonce"));
	}

	private void answerTokens(HttpExchange exchange, String name, @Nullable String nonce) throws IOException {
		String token = name.hashCode() + "-" + this.grants.size();
		this.tokens.add(token);
		Map<String, Object> answer = new LinkedHashMap<>(
				Map.of("access_token", token, "token_type", "Bearer", "expires_in", this.lifetime));
		if (this.renews) {
			answer.put("refresh_token", name);
		}
		if (nonce != null) {
			Map<String, Object> claims = new HashMap<>(Map.of("iss", ISSUER, "aud", "storefront", "sub", name, "nonce",
					nonce, "exp", Instant.now().getEpochSecond() + 300));
			claims.putAll(this.wrongClaims);
			answer.put("id_token",
					"e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(this.json.writeValueAsBytes(claims))
							+ ".signature");
		}
		answer(exchange, 200, answer);
	}

	private static String challenge(String verifier) {
		try {
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(
						MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String body(HttpExchange exchange) throws IOException {
		return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static Map<String, String> form(String text) {
		return Stream.of(text.split("&"))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> decoded(pair[1]), (one, other) -> other,
					HashMap::new));
	}

	private static String decoded(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private void answer(HttpExchange exchange, int status, Object body) throws IOException {
		send(exchange, status, "application/json", this.json.writeValueAsBytes(body));
	}

	private static void redirect(HttpExchange exchange, String target) throws IOException {
		exchange.getResponseHeaders().add("Location", target);
		send(exchange, 303, "text/plain", new byte[0]);
	}

	private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
		exchange.getResponseHeaders().add("Content-Type", type);
		exchange.sendResponseHeaders(status, (content.length > 0) ? content.length : -1);
		try (exchange) {
			exchange.getResponseBody().write(content);
		}
	}

}
