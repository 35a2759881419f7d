package dev.marea.gateway;

import java.net.http.HttpResponse;
import java.util.Map;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests when the circuit breaker of a route opens, and the answers of an open breaker.
 */
@TestPropertySource(properties = { "resilience4j.circuitbreaker.instances.order.sliding-window-size=60",
		"resilience4j.circuitbreaker.instances.order.minimum-number-of-calls=4",
		"resilience4j.circuitbreaker.instances.order.wait-duration-in-open-state=5s" })
class BreakerIT extends GatewayFixture {

	private static final int CALLS = 4;

	@Autowired
	private MeterRegistry meters;

	@ParameterizedTest
	@ValueSource(ints = { 502, 503, 504 })
	void sends_nothing_to_a_service_that_gives_no_answer(int status) {
		double refusedBefore = refused();
		this.orders.answering((request) -> Answer.of(status, Map.of("Content-Type", "text/plain"), "a proxy's"));
		for (int call = 0; call < CALLS; call++) {
			HttpResponse<String> answer = orders();
			assertThat(answer.statusCode()).isEqualTo(status);
			assertThat(answer.body()).isEqualTo("a proxy's");
		}
		HttpResponse<String> refused = orders();
		assertProblem(refused, 503, "order-unavailable");
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(this.orders.count()).isEqualTo(CALLS);
		assertThat(state("open")).isOne();
		assertThat(refused()).isEqualTo(refusedBefore + 1);
		assertThat(get("/api/catalog/products").statusCode()).isEqualTo(200);
		this.orders.answering((request) -> Answer.ok("{}"));
		await().until(() -> orders().statusCode() == 200);
	}

	@Test
	void sends_nothing_to_a_service_that_takes_no_connection() {
		this.orders.kill();
		for (int call = 0; call < CALLS; call++) {
			// 502 if the request uses an open connection that the kill has reset.
			assertThat(orders().statusCode()).isIn(502, 503);
		}
		assertThat(state("open")).isOne();
		HttpResponse<String> refused = orders();
		assertProblem(refused, 503, "order-unavailable");
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
	}

	/** Otherwise a caller who can cause an error could block the route for all others. */
	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 409, 429, 500 })
	void goes_on_asking_a_service_that_fails_single_requests(int status) {
		this.orders.answering((request) -> Answer.of(status, Map.of(), ""));
		for (int call = 0; call < 3 * CALLS; call++) {
			assertThat(orders().statusCode()).isEqualTo(status);
		}
		assertThat(this.orders.count()).isEqualTo(3 * CALLS);
	}

	@Test
	void goes_on_asking_a_service_that_is_full() {
		this.orders.answering((request) -> Answer.of(503, Map.of("Retry-After", "1"), ""));
		for (int call = 0; call < 3 * CALLS; call++) {
			assertThat(orders().statusCode()).isEqualTo(503);
		}
		assertThat(this.orders.count()).isEqualTo(3 * CALLS);
	}

	@Test
	void does_not_take_callers_that_break_off_for_an_outage() throws Exception {
		String broken = "POST /api/orders HTTP/1.1\r\nHost: shop\r\nAuthorization: %s\r\nConnection: close\r\n"
			.formatted(token()) + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello";
		for (int call = 0; call < 3 * CALLS; call++) {
			assertThat(raw(broken)).startsWith("HTTP/1.1 400");
		}
		assertThat(orders().statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> orders() {
		return send(request("GET", "/api/orders").header("Authorization", token()));
	}

	private double refused() {
		return this.meters.get("resilience4j.circuitbreaker.not.permitted.calls")
			.tag("name", "order")
			.counter()
			.count();
	}

	private double state(String state) {
		return this.meters.get("resilience4j.circuitbreaker.state")
			.tags("name", "order", "state", state)
			.gauge()
			.value();
	}

}
