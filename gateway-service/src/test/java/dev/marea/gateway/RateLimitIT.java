package dev.marea.gateway;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.service.test.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The test acts as a trusted proxy and names the client of each request. */
@TestPropertySource(properties = { "marea.rate-limit.requests=5", "marea.rate-limit.period=1h",
		"marea.trusted-proxies=127.0.0.0/8,::1", "marea.gateway.demo-issuer=false" })
class RateLimitIT extends GatewayFixture {

	private static final int BURST = 5;

	private static final AtomicInteger addresses = new AtomicInteger();

	@Autowired
	private MeterRegistry meters;

	/** Each request of the fixture comes from another client. */
	@Override
	HttpRequest.Builder request(String method, String path, String body) {
		return super.request(method, path, body).header("X-Forwarded-For", newAddress());
	}

	@Test
	void refuses_what_exceeds_the_burst_and_says_when_to_come_back() {
		String client = newAddress();
		double refused = refused("address");
		for (int sent = 1; sent <= BURST; sent++) {
			HttpResponse<String> answer = send(from(client, "GET", "/api/catalog/products"));
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().allValues("RateLimit-Policy")).containsExactly("\"client\";q=5;w=3600");
			assertThat(answer.headers().allValues("RateLimit"))
				.containsExactly("\"client\";r=%d;t=%d".formatted(BURST - sent, Math.max(1, BURST - sent) * 720));
		}
		int served = this.catalog1.count() + this.catalog2.count();
		HttpResponse<String> answer = send(from(client, "GET", "/api/catalog/products"));
		assertProblem(answer, 429, "quota-exceeded");
		assertThat(JsonMapper.shared().readTree(answer.body()).path("violated-policies").path(0).asString())
			.isEqualTo("client");
		long wait = answer.headers().firstValueAsLong("Retry-After").orElseThrow();
		assertThat(wait).isBetween(1L, 720L);
		assertThat(answer.headers().allValues("RateLimit")).containsExactly("\"client\";r=0;t=" + wait);
		assertThat(answer.headers().allValues("Served-By")).containsExactly("gateway-service-1");
		assertThat(this.catalog1.count() + this.catalog2.count()).isEqualTo(served).isEqualTo(BURST);
		assertThat(refused("address")).isEqualTo(refused + 1);
	}

	@Test
	void counts_the_storefront_and_what_there_is_not_as_well() {
		String client = newAddress();
		for (String path : new String[] { "/", "/storefront/main.js", "/nothing", "/api/orders", "/api/catalog//x" }) {
			assertThat(send(from(client, "GET", path)).statusCode()).isNotEqualTo(429);
		}
		assertProblem(send(from(client, "GET", "/")), 429, "quota-exceeded");
	}

	@Test
	void leaves_other_clients_alone() {
		exhaust(newAddress());
		assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
	}

	@Test
	void takes_a_64_of_IPv6_for_one_client() {
		for (int host = 1; host <= BURST; host++) {
			assertThat(send(from("[2001:db8:1:2::" + host + "]:80", "GET", "/nothing")).statusCode()).isEqualTo(404);
		}
		assertThat(send(from("2001:db8:1:2:ffff::1", "GET", "/nothing")).statusCode()).isEqualTo(429);
		assertThat(send(from("2001:db8:1:3::1", "GET", "/nothing")).statusCode()).isEqualTo(404);
	}

	@Test
	void a_client_does_not_escape_by_naming_others_before_itself() {
		String client = newAddress();
		for (int sent = 1; sent <= BURST; sent++) {
			send(super.request("GET", "/nothing", "").header("X-Forwarded-For", "203.0.113." + sent)
				.header("X-Forwarded-For", "unknown, " + client)
				.header("Forwarded", "for=203.0.113." + sent)
				.header("X-Real-IP", "203.0.113." + sent));
		}
		assertThat(send(from("203.0.113.77, " + client, "GET", "/nothing")).statusCode()).isEqualTo(429);
	}

	@Test
	void a_subject_has_a_bucket_of_its_own_wherever_it_comes_from() {
		String shared = newAddress();
		String ana = "Bearer " + bearer("ana-limited");
		String ben = "Bearer " + bearer("ben-limited");
		for (int sent = 1; sent <= BURST; sent++) {
			assertThat(send(from(newAddress(), "GET", "/api/orders").header("Authorization", ana)).statusCode())
				.isEqualTo(200);
		}
		assertProblem(send(from(shared, "GET", "/api/orders").header("Authorization", ana)), 429, "quota-exceeded");
		assertProblem(send(from(newAddress(), "GET", "/api/catalog/products").header("Authorization", ana)), 429,
				"quota-exceeded");
		exhaust(shared);
		assertThat(send(from(shared, "GET", "/api/orders").header("Authorization", ben)).statusCode()).isEqualTo(200);
		assertThat(this.orders.count()).isEqualTo(BURST + 1);
	}

	@ParameterizedTest
	@CsvSource({ "/api/orders", "/api/catalog/products", "/" })
	void a_forged_token_counts_for_the_address(String path) {
		String client = newAddress();
		for (int sent = 1; sent <= BURST; sent++) {
			String forged = bearer("forged-" + sent);
			assertProblem(send(from(client, "GET", path).header("Authorization",
					"Bearer " + forged.substring(0, forged.length() - 8) + "AAAAAAAA")), 401, "unauthorized");
		}
		assertProblem(send(from(client, "GET", path).header("Authorization", "Bearer none")), 429, "quota-exceeded");
		assertProblem(send(from(client, "GET", path)), 429, "quota-exceeded");
		assertThat(this.orders.count()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "Bearer", "Bearer a b", "bearer !", "Basic eA==", "Nothing" })
	void no_other_Authorization_chooses_the_bucket(String authorization) {
		String client = newAddress();
		exhaust(client);
		assertProblem(send(from(client, "GET", "/api/orders").header("Authorization", authorization)), 429,
				"quota-exceeded");
	}

	@Test
	void a_request_that_is_refused_before_its_token_is_read_counts_for_the_address() throws IOException {
		String client = newAddress();
		for (int sent = 1; sent <= BURST; sent++) {
			assertThat(raw("GET /api/catalog//products HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: " + client
					+ "\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"))
				.startsWith("HTTP/1.1 400");
		}
		assertThat(send(from(client, "GET", "/")).statusCode()).isEqualTo(429);
	}

	private void exhaust(String client) {
		for (int sent = 1; sent <= BURST; sent++) {
			send(from(client, "GET", "/nothing"));
		}
		assertThat(send(from(client, "GET", "/nothing")).statusCode()).isEqualTo(429);
	}

	private HttpRequest.Builder from(String client, String method, String path) {
		return super.request(method, path, "").header("X-Forwarded-For", client);
	}

	private double refused(String key) {
		return this.meters.get("marea.rate.limit.requests").tags("key", key, "outcome", "refused").counter().count();
	}

	/** An address that no test has used. */
	private static String newAddress() {
		int number = addresses.incrementAndGet();
		return "198.18.%d.%d".formatted(number / 256, number % 256);
	}

	private static String bearer(String subject) {
		return TestTokens.bearer(subject).replace("Bearer ", "");
	}

}
