package dev.marea.order.catalog;

import java.math.BigDecimal;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.order.catalog.Reservation.Refused;
import dev.marea.order.catalog.Reservation.Reserved;
import dev.marea.order.money.Money;
import dev.marea.service.identity.TokenSigner;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigurationProperties;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.ExpectedCount;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.anything;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.content;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.header;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.method;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withException;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withNoContent;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withStatus;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

class CatalogClientTests {

	/** Number of calls without an answer after which the circuit breaker opens. */
	private static final int CALLS = 4;

	private static final UUID ORDER = UUID.fromString("01a20939-d54a-78be-92eb-f10c8659192d");

	private static final List<ReservationLine> LINES = List.of(new ReservationLine("TEA-001", 2));

	private final RestClient.Builder http = RestClient.builder().baseUrl("http://catalog");

	private final MockRestServiceServer server = MockRestServiceServer.bindTo(this.http).build();

	private final TokenSigner signer = mock();

	private final CatalogClient catalog = new CatalogClient(this.http.build(),
			new ServiceToken(this.signer, Clock.systemUTC()), breakers(), Duration.ofSeconds(5),
			ObservationRegistry.NOOP);

	@BeforeEach
	void sign() {
		given(this.signer.enabled()).willReturn(true);
		given(this.signer.sign(any(), any(), any())).willReturn("token");
	}

	@Test
	void reserves_with_a_token_of_its_own() {
		this.server.expect(requestTo("http://catalog/reservations/" + ORDER))
			.andExpect(method(HttpMethod.PUT))
			.andExpect(header("Authorization", "Bearer token"))
			.andExpect(content().json("{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":2}]}"))
			.andRespond(withSuccess(priced(ORDER, 2, "12.50"), MediaType.APPLICATION_JSON));
		assertThat(this.catalog.reserve(ORDER, LINES))
			.isEqualTo(new Reserved(Map.of("TEA-001", new Money(new BigDecimal("12.50"), "EUR"))));
	}

	@Test
	void tells_what_is_short() {
		answer(HttpStatus.CONFLICT, """
				{"type": "https://marea.dev/problems/insufficient-stock", "instance": "/x",
				 "short": [{"sku": "TEA-001", "requested": 2, "available": 1, "name": "Sencha"}]}""");
		assertThat(this.catalog.reserve(ORDER, LINES))
			.isEqualTo(new Refused("insufficient-stock", Map.of("TEA-001", 1)));
	}

	@Test
	void tells_why_else_nothing_is_reserved() {
		answer(HttpStatus.CONFLICT, "{\"type\": \"https://marea.dev/problems/reservation-cancelled\"}");
		assertThat(this.catalog.reserve(ORDER, LINES)).isEqualTo(new Refused("reservation-cancelled", Map.of()));
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 204, 302, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504 })
	void takes_no_other_answer_for_a_decision(int status) {
		answer(HttpStatus.valueOf(status), "{\"type\": \"about:blank\"}");
		assertThatExceptionOfType(CatalogUnavailableException.class)
			.isThrownBy(() -> this.catalog.reserve(ORDER, LINES));
	}

	@ParameterizedTest
	@MethodSource
	void takes_no_answer_for_a_decision_that_does_not_fit(String body) {
		answer(HttpStatus.OK, body);
		assertThatExceptionOfType(CatalogUnavailableException.class)
			.isThrownBy(() -> this.catalog.reserve(ORDER, LINES));
	}

	static Stream<String> takes_no_answer_for_a_decision_that_does_not_fit() {
		return Stream.of("", "null", "<html>", "[]", "{\"lines\": null}", priced(UUID.randomUUID(), 2, "12.50"),
				priced(ORDER, 3, "12.50"), priced(ORDER, 2, "12.505"), priced(ORDER, 2, "cheap"));
	}

	@Test
	void gives_back() {
		this.server.expect(requestTo("http://catalog/reservations/" + ORDER))
			.andExpect(method(HttpMethod.DELETE))
			.andRespond(withNoContent());
		this.catalog.giveBack(ORDER);
		this.server.verify();
	}

	@Test
	void does_not_believe_in_having_given_back_what_was_refused() {
		answer(HttpStatus.NOT_FOUND, "");
		assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> this.catalog.giveBack(ORDER));
	}

	@Test
	void reads_all_pages_of_reservations() {
		UUID other = UUID.fromString("01a20939-d54a-78be-92eb-f10c8659192e");
		this.server.expect(requestTo("http://catalog/reservations?limit=1000"))
			.andRespond(withSuccess("{\"items\":[{\"orderId\":\"" + ORDER + "\",\"lines\":[]}],\"next\":\"n1\"}",
					MediaType.APPLICATION_JSON));
		this.server.expect(requestTo("http://catalog/reservations?limit=1000&after=n1"))
			.andRespond(withSuccess("{\"items\":[{\"orderId\":\"" + other + "\",\"lines\":[]}]}",
					MediaType.APPLICATION_JSON));
		assertThat(this.catalog.reservedOrders()).containsExactly(ORDER, other);
	}

	@Test
	void ends_a_call_by_its_deadline_and_interrupts_it() {
		CountDownLatch interrupted = new CountDownLatch(1);
		// Long enough for the call to begin; a call that has not begun is not
		// interrupted.
		Deadline deadline = new Deadline(Duration.ofSeconds(2), ObservationRegistry.NOOP);
		assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> deadline.call(() -> {
			try {
				return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
			}
			finally {
				interrupted.countDown();
			}
		})).withMessage("No answer within 2000 ms");
		await().until(() -> interrupted.getCount() == 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 502, 503, 504 })
	void sends_nothing_once_the_catalog_gave_no_answer_often_enough(int status) {
		this.server.expect(ExpectedCount.times(CALLS), anything()).andRespond(withStatus(HttpStatus.valueOf(status)));
		for (int call = 0; call < CALLS; call++) {
			assertThatExceptionOfType(NoAnswerException.class).isThrownBy(() -> this.catalog.giveBack(ORDER));
		}
		assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> this.catalog.giveBack(ORDER))
			.withMessageContaining("OPEN");
		this.server.verify();
	}

	@Test
	void sends_nothing_once_no_connection_was_made_often_enough() {
		this.server.expect(ExpectedCount.times(CALLS), anything()).andRespond(withException(new ConnectException()));
		for (int call = 0; call < CALLS; call++) {
			assertThatExceptionOfType(NoAnswerException.class).isThrownBy(() -> this.catalog.giveBack(ORDER));
		}
		assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> this.catalog.giveBack(ORDER))
			.withMessageContaining("OPEN");
		this.server.verify();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 404, 409, 422, 429, 500 })
	void goes_on_asking_a_catalog_that_fails_single_requests(int status) {
		this.server.expect(ExpectedCount.times(2 * CALLS), anything())
			.andRespond(withStatus(HttpStatus.valueOf(status)));
		for (int call = 0; call < 2 * CALLS; call++) {
			assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> this.catalog.giveBack(ORDER));
		}
		this.server.verify();
	}

	@Test
	void goes_on_asking_a_catalog_that_is_full() {
		this.server.expect(ExpectedCount.times(2 * CALLS), anything())
			.andRespond(withStatus(HttpStatus.SERVICE_UNAVAILABLE).header("Retry-After", "1"));
		for (int call = 0; call < 2 * CALLS; call++) {
			assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(() -> this.catalog.giveBack(ORDER));
		}
		this.server.verify();
	}

	static Resilience4JCircuitBreakerFactory breakers() {
		CircuitBreakerConfig config = CircuitBreakerConfig.custom()
			.minimumNumberOfCalls(CALLS)
			.recordExceptions(NoAnswerException.class)
			.build();
		Resilience4JConfigurationProperties properties = new Resilience4JConfigurationProperties();
		properties.setDisableThreadPool(true);
		return new Resilience4JCircuitBreakerFactory(CircuitBreakerRegistry.of(config),
				TimeLimiterRegistry.ofDefaults(), null, properties);
	}

	private void answer(HttpStatus status, String body) {
		MediaType type = status.isError() ? MediaType.APPLICATION_PROBLEM_JSON : MediaType.APPLICATION_JSON;
		this.server.expect(anything()).andRespond(withStatus(status).contentType(type).body(body));
	}

	private static String priced(UUID order, int quantity, String amount) {
		return """
				{"orderId": "%s", "lines": [{"sku": "TEA-001", "quantity": %d,
				 "unitPrice": {"amount": "%s", "currency": "EUR"}}], "total": {"amount": "25.00", "currency": "EUR"}}"""
			.formatted(order, quantity, amount);
	}

}
