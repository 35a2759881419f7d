package dev.marea.gateway;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code flow at the demo issuer, over HTTP, as a browser and the storefront go it.
 */
class SignInIT extends GatewayFixture {

	private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

	@Test
	void signs_a_visitor_in_whose_token_the_services_get() throws Exception {
		HttpResponse<String> asked = authorize(Map.of(), "");
		assertThat(asked.statusCode()).isEqualTo(303);
		String page = location(asked);
		assertThat(page).startsWith("/oauth2/sign-in?response_type=code&");
		HttpResponse<String> form = get(page);
		assertThat(form.statusCode()).isEqualTo(200);
		assertThat(form.headers().firstValue("Content-Type")).hasValue("text/html");
		assertThat(form.headers().firstValue("Cache-Control")).hasValue("no-store");

		HttpResponse<String> signedIn = choose(page, "Ana María", null);
		assertThat(signedIn.statusCode()).isEqualTo(303);
		String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
		assertThat(cookie).contains("; HttpOnly", "; SameSite=Lax", "; Path=/oauth2").doesNotContain("Ana");
		HttpResponse<String> authorized = send(
				request("GET", location(signedIn)).header("Cookie", cookie.split(";")[0]));
		assertThat(location(authorized)).startsWith(shop() + "/?code=").contains("&state=s-1");

		HttpResponse<String> answer = redeem(code(authorized), VERIFIER, shop() + "/");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
		JsonNode tokens = JsonMapper.shared().readTree(answer.body());
		assertThat(tokens.path("token_type").asString()).isEqualTo("Bearer");
		assertThat(tokens.path("expires_in").asInt()).isBetween(3590, 3600);
		assertThat(tokens.has("refresh_token")).isFalse();

		SignedJWT accessToken = SignedJWT.parse(tokens.path("access_token").asString());
		JWTClaimsSet access = accessToken.getJWTClaimsSet();
		assertThat(access.getIssuer()).isEqualTo("marea");
		assertThat(access.getAudience()).containsExactly("marea");
		assertThat(access.getSubject()).isEqualTo("Ana María");
		assertThat(access.getStringClaim("scope").split(" ")).containsExactlyInAnyOrder("openid", "profile");
		SignedJWT idToken = SignedJWT.parse(tokens.path("id_token").asString());
		JWTClaimsSet id = idToken.getJWTClaimsSet();
		assertThat(id.getIssuer()).isEqualTo("http://localhost:8080");
		assertThat(id.getAudience()).containsExactly("storefront");
		assertThat(id.getStringClaim("nonce")).isEqualTo("n-1");

		JWKSet keys = JWKSet.parse(get("/oauth2/jwks").body());
		assertThat(keys.getKeys()).noneMatch((key) -> key.isPrivate());
		RSASSAVerifier verifier = new RSASSAVerifier(keys.getKeyByKeyId(idToken.getHeader().getKeyID()).toRSAKey());
		assertThat(idToken.verify(verifier)).isTrue();
		assertThat(accessToken.verify(verifier)).isTrue();
		// Services of 0.1.0 know no key ids.
		assertThat(accessToken.getHeader().getKeyID()).isNull();
		assertThat(send(request("GET", "/api/orders").header("Authorization",
				"Bearer " + tokens.path("access_token").asString()))
			.statusCode()).isEqualTo(200);
	}

	@Test
	void describes_itself_and_names_only_what_it_serves() {
		JsonNode openId = JsonMapper.shared().readTree(get("/.well-known/openid-configuration").body());
		assertThat(openId.path("issuer").asString()).isEqualTo("http://localhost:8080");
		assertThat(openId.path("jwks_uri").asString()).isEqualTo("http://localhost:8080/oauth2/jwks");
		assertThat(openId.path("grant_types_supported").values()).extracting(JsonNode::asString)
			.containsExactly("authorization_code");
		assertThat(openId.path("code_challenge_methods_supported").values()).extracting(JsonNode::asString)
			.containsExactly("S256");
		for (String path : List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
			JsonNode metadata = JsonMapper.shared().readTree(get(path).body());
			for (String name : metadata.propertyNames()) {
				if (name.endsWith("_endpoint") || name.equals("jwks_uri")) {
					String served = metadata.path(name).asString().substring("http://localhost:8080".length());
					assertThat(get(served).statusCode()).as(served).isNotEqualTo(404);
				}
			}
		}
	}

	@Test
	void tells_the_storefront_where_to_sign_in() {
		JsonNode provider = JsonMapper.shared().readTree(get("/auth/provider").body());
		assertThat(provider.path("client_id").asString()).isEqualTo("storefront");
		assertThat(provider.path("authorization_endpoint").asString()).isEqualTo("/oauth2/authorize");
		assertThat(provider.path("issuer").asString()).isEqualTo("http://localhost:8080");
	}

	@Test
	void takes_a_code_once() {
		String code = code(authorize(Map.of(), visitor("ana")));
		assertThat(redeem(code, VERIFIER, shop() + "/").statusCode()).isEqualTo(200);
		assertRefused(redeem(code, VERIFIER, shop() + "/"), "invalid_grant");
	}

	@Test
	void takes_a_code_once_from_many_at_the_same_time() throws Exception {
		String code = code(authorize(Map.of(), visitor("ana")));
		CountDownLatch go = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> answers = IntStream.range(0, 8).mapToObj((index) -> threads.submit(() -> {
				go.await();
				return redeem(code, VERIFIER, shop() + "/").statusCode();
			})).toList();
			go.countDown();
			long taken = 0;
			for (Future<Integer> answer : answers) {
				taken += (answer.get() == 200) ? 1 : 0;
			}
			assertThat(taken).isEqualTo(1);
		}
	}

	@Test
	void takes_a_code_only_with_its_verifier_and_its_address() {
		String code = code(authorize(Map.of(), visitor("ana")));
		assertRefused(redeem(code, "x".repeat(43), shop() + "/"), "invalid_grant");
		assertRefused(redeem(code, "", shop() + "/"), "invalid_client");
		assertRefused(redeem(code, VERIFIER, "http://elsewhere.example/"), "invalid_grant");
		assertRefused(redeem(code.substring(0, code.length() - 2) + "xx", VERIFIER, shop() + "/"), "invalid_grant");
		assertRefused(redeem("", VERIFIER, shop() + "/"), "invalid_grant", "invalid_request");
		assertThat(redeem(code, VERIFIER, shop() + "/").statusCode()).isEqualTo(200);
	}

	/** Parameters of an authorization request that must not reach another site. */
	static Stream<Map<String, String>> otherAddresses() {
		return Stream
			.of("https://elsewhere.example/", "http://localhost.elsewhere.example/", "//elsewhere.example",
					"http://localhost:1/", "javascript:alert(1)", "/", "")
			.map((address) -> Map.of("redirect_uri", address));
	}

	@ParameterizedTest
	@MethodSource("otherAddresses")
	void sends_no_code_to_another_address(Map<String, String> parameters) {
		HttpResponse<String> response = authorize(parameters, visitor("ana"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Location")).isEmpty();
	}

	/**
	 * Spring Authorization Server ignores the port of loopback addresses (RFC 8252, 7.3).
	 */
	@Test
	void sends_no_code_to_another_port_of_the_same_machine() {
		String cookie = visitor("ana");
		String loopback = "http://127.0.0.1:" + this.port;
		assertThat(location(send(authorization(loopback, Map.of("redirect_uri", loopback + "/"), cookie))))
			.startsWith(loopback + "/?code=");
		HttpResponse<String> response = send(
				authorization(loopback, Map.of("redirect_uri", "http://127.0.0.1:1/"), cookie));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Location")).isEmpty();
		HttpResponse<String> error = send(
				authorization(loopback, Map.of("redirect_uri", "http://127.0.0.1:1/", "scope", "bogus"), cookie));
		assertThat(error.statusCode()).isEqualTo(400);
		assertThat(error.headers().firstValue("Location")).isEmpty();
	}

	@Test
	void answers_HEAD_as_GET() {
		HttpResponse<String> metadata = send(request("HEAD", "/.well-known/openid-configuration"));
		assertThat(metadata.statusCode()).isEqualTo(200);
		assertThat(metadata.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/json"));
		HttpResponse<String> refused = send(request("HEAD", "/oauth2/authorize?client_id=evil&prompt=none"));
		assertThat(refused.statusCode()).isEqualTo(400);
	}

	@Test
	void believes_no_address_that_a_stranger_forwards() {
		HttpResponse<String> response = send(
				authorization(shop(), Map.of("redirect_uri", "http://elsewhere.example/"), visitor("ana"))
					.header("X-Forwarded-Host", "elsewhere.example")
					.header("Forwarded", "host=elsewhere.example"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Location")).isEmpty();
	}

	@Test
	void refuses_other_flows_with_an_error_for_the_storefront() {
		String visitor = visitor("ana");
		assertThat(location(authorize(Map.of("code_challenge", ""), visitor))).contains("error=invalid_request");
		assertThat(location(authorize(Map.of("code_challenge_method", "plain"), visitor)))
			.contains("error=invalid_request");
		assertThat(location(authorize(Map.of("scope", "openid stock:reserve"), visitor)))
			.contains("error=invalid_scope");
		assertThat(location(authorize(Map.of("prompt", "none"), ""))).contains("error=login_required", "state=s-1");
		assertThat(authorize(Map.of("response_type", "token"), visitor).statusCode()).isBetween(302, 400);
		assertThat(authorize(Map.of("client_id", "other"), visitor).statusCode()).isEqualTo(400);
		assertRefused(form("/oauth2/token", Map.of("grant_type", "client_credentials", "client_id", "storefront")),
				"invalid_client", "unsupported_grant_type");
		assertRefused(form("/oauth2/token", Map.of("grant_type", "password", "client_id", "storefront")),
				"invalid_client", "unsupported_grant_type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\tb", "<script>", "a;b", "\u0000" })
	void asks_again_for_a_name_that_is_none(String name) {
		HttpResponse<String> response = choose("/oauth2/sign-in?state=1", name, null);
		assertThat(response.statusCode()).isEqualTo(303);
		assertThat(location(response)).isEqualTo("/oauth2/sign-in?state=1");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
	}

	@Test
	void signs_nobody_in_from_another_site() {
		for (String origin : List.of("https://elsewhere.example", "null", "http://localhost:1", "\\")) {
			assertProblem(choose("/oauth2/sign-in?state=1", "mallory", origin), 403, "forbidden");
		}
		assertThat(choose("/oauth2/sign-in?state=1", "ana", shop()).statusCode()).isEqualTo(303);
	}

	@Test
	void takes_no_cookie_that_it_did_not_seal() {
		String code = code(authorize(Map.of(), visitor("ana")));
		for (String cookie : List.of("marea-visitor=ana", "marea-visitor=" + code, "marea-visitor=",
				"marea-visitor=a.b.c.d.e", "marea-visitor=" + token().substring("Bearer ".length()))) {
			assertThat(location(authorize(Map.of(), cookie))).startsWith("/oauth2/sign-in?");
		}
	}

	@Test
	void forgets_the_visitor_at_sign_out_and_goes_to_the_shop_alone() {
		HttpResponse<String> response = send(
				request("GET", "/oauth2/sign-out?post_logout_redirect_uri=https%3A%2F%2Felsewhere.example")
					.header("Cookie", visitor("ana")));
		assertThat(response.statusCode()).isEqualTo(303);
		assertThat(location(response)).isEqualTo("/");
		assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
	}

	@Test
	void remembers_nothing_of_visitors_that_never_come_back() {
		for (int visit = 0; visit < 50; visit++) {
			HttpResponse<String> response = authorize(Map.of("state", "s" + visit), visitor("visitor-" + visit));
			assertThat(location(response)).contains("code=");
			assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		}
	}

	@Test
	void refuses_a_query_that_no_answer_could_repeat() {
		assertProblem(authorize(Map.of("state", "s".repeat(3000)), visitor("ana")), 400, "invalid-request");
		assertProblem(choose("/oauth2/sign-in?state=" + "s".repeat(3000), "ana", null), 400, "invalid-request");
	}

	@Test
	void refuses_parameters_that_are_given_twice() {
		String form = "grant_type=authorization_code&client_id=storefront&code_verifier=" + VERIFIER;
		for (String twice : List.of("code=a&code=b", "code=a&nonce=a&nonce=b")) {
			assertProblem(send(request("POST", "/oauth2/token", form + "&" + twice).header("Content-Type",
					"application/x-www-form-urlencoded")), 400, "invalid-request");
		}
		assertProblem(send(request("GET", "/oauth2/authorize?response_type=code&state=a&state=b").header("Cookie",
				visitor("ana"))), 400, "invalid-request");
	}

	@Test
	void answers_other_methods_and_media_types_with_a_problem() {
		assertProblem(get("/oauth2/token"), 405, "method-not-allowed");
		assertProblem(send(request("DELETE", "/oauth2/authorize")), 405, "method-not-allowed");
		assertProblem(send(request("POST", "/oauth2/token", "{}").header("Content-Type", "application/json")), 415,
				"unsupported-media-type");
	}

	private String visitor(String name) {
		return choose("/oauth2/sign-in", name, null).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
	}

	private HttpResponse<String> choose(String page, String name, @Nullable String origin) {
		HttpRequest.Builder request = request("POST", page, "who=" + encoded(name)).header("Content-Type",
				"application/x-www-form-urlencoded");
		return send((origin != null) ? request.header("Origin", origin) : request);
	}

	private HttpResponse<String> authorize(Map<String, String> changes, String cookie) {
		return send(authorization(shop(), changes, cookie));
	}

	private HttpRequest.Builder authorization(String base, Map<String, String> changes, String cookie) {
		Map<String, String> query = new LinkedHashMap<>();
		query.put("response_type", "code");
		query.put("client_id", "storefront");
		query.put("scope", "openid profile");
		query.put("redirect_uri", shop() + "/");
		query.put("state", "s-1");
		query.put("nonce", "n-1");
		query.put("code_challenge", challenge());
		query.put("code_challenge_method", "S256");
		query.putAll(changes);
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/oauth2/authorize?" + encoded(query)))
			.timeout(Duration.ofSeconds(60));
		return cookie.isEmpty() ? request : request.header("Cookie", cookie);
	}

	private HttpResponse<String> redeem(String code, String verifier, String address) {
		Map<String, String> form = new LinkedHashMap<>(Map.of("grant_type", "authorization_code", "client_id",
				"storefront", "code", code, "redirect_uri", address));
		if (!verifier.isEmpty()) {
			form.put("code_verifier", verifier);
		}
		return form("/oauth2/token", form);
	}

	private HttpResponse<String> form(String path, Map<String, String> form) {
		return send(request("POST", path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(encoded(form))));
	}

	private void assertRefused(HttpResponse<String> response, String... errors) {
		assertThat(response.statusCode()).as(response.body()).isIn(400, 401);
		assertThat(JsonMapper.shared().readTree(response.body()).path("error").asString()).isIn((Object[]) errors);
	}

	private String shop() {
		return "http://localhost:" + this.port;
	}

	private static String location(HttpResponse<String> response) {
		return response.headers().firstValue("Location").orElseThrow(() -> new AssertionError(response.body()));
	}

	private static String code(HttpResponse<String> response) {
		return location(response).replaceFirst(".*[?&]code=([^&]*).*", "$1");
	}

	private static String challenge() {
		try {
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(
						MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String encoded(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "=" + encoded(parameter.getValue()))
			.collect(Collectors.joining("&"));
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
