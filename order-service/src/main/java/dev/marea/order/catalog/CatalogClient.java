package dev.marea.order.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import dev.marea.service.web.ServedBy;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Reserves and releases stock at the catalog. Both calls are idempotent. Both end within
 * the timeout, including retries on other instances: an order's lease must outlast the
 * call.
 * <p>
 * While the circuit breaker is open or the bulkhead is full, nothing is sent. Callers see
 * a {@link CatalogUnavailableException} as in an outage.
 */
public class CatalogClient {

	/**
	 * Name of the circuit breaker and of the bulkhead in the configuration and meters.
	 */
	private static final String NAME = "catalog";

	private static final int PAGE = 1000;

	private final CatalogApi api;

	private final ServiceToken token;

	private final CircuitBreaker breaker;

	private final Deadline deadline;

	public CatalogClient(RestClient http, ServiceToken token, CircuitBreakerFactory<?, ?> breakers, Duration timeout,
			ObservationRegistry observations) {
		this.api = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(http))
			.build()
			.createClient(CatalogApi.class);
		this.token = token;
		this.breaker = breakers.create(NAME);
		this.deadline = new Deadline(timeout, observations);
	}

	/**
	 * Reserves all lines or none. The same request always gets the same answer, so a late
	 * request of an abandoned attempt changes nothing.
	 * @throws CatalogUnavailableException if the catalog decided nothing
	 */
	public Reservation reserve(UUID order, List<ReservationLine> lines) {
		String authorization = authorization();
		return call(() -> {
			try {
				ResponseEntity<Answers.Priced> answer = this.api.reserve(authorization, order,
						new CatalogApi.Lines(lines));
				return Answered.of(body(answer).reserved(order, lines), answer.getHeaders());
			}
			catch (HttpClientErrorException.Conflict ex) {
				return Answered.of(refusal(ex).refused(), ex.getResponseHeaders());
			}
		});
	}

	/**
	 * Releases the order's reservation, if there is one. Afterwards no stock can be
	 * reserved for this order.
	 * @throws CatalogUnavailableException if the outcome is unknown
	 */
	public void giveBack(UUID order) {
		String authorization = authorization();
		call(() -> {
			ResponseEntity<Void> answer = this.api.giveBack(authorization, order);
			if (!answer.getStatusCode().is2xxSuccessful()) {
				throw new CatalogUnavailableException("The catalog answered " + answer.getStatusCode());
			}
			return Answered.of(true, answer.getHeaders());
		});
	}

	/**
	 * The orders that have a live reservation. A reservation that begins or ends during
	 * the call may be missing or included.
	 * @throws CatalogUnavailableException if not all could be read
	 */
	public List<UUID> reservedOrders() {
		List<UUID> orders = new ArrayList<>();
		String next = null;
		do {
			Answers.LivePage page = reservations(next, PAGE);
			page.items().forEach((live) -> orders.add(live.orderId()));
			next = page.next();
		}
		while (next != null);
		return orders;
	}

	/**
	 * Reads one reservation, to warm up the connection and the code.
	 * @throws CatalogUnavailableException if the catalog does not answer
	 */
	public void ping() {
		reservations(null, 1);
	}

	private Answers.LivePage reservations(@Nullable String after, int limit) {
		String authorization = authorization();
		return call(() -> {
			ResponseEntity<Answers.LivePage> answer = this.api.reservations(authorization, limit, after);
			return Answered.of(body(answer), answer.getHeaders());
		});
	}

	private @Nullable String authorization() {
		String token = this.token.value();
		return (token != null) ? "Bearer " + token : null;
	}

	/**
	 * Adds the catalog's instance to Served-By. This must happen on the caller's thread,
	 * as the call runs on another one.
	 */
	private <T> T call(Callable<Answered<T>> call) {
		Answered<T> answered = this.breaker.run(() -> this.deadline.call(call), (reason) -> {
			throw Failures.of(reason);
		});
		ServedBy.prepend(answered.servedBy());
		return answered.result();
	}

	private static <T> T body(ResponseEntity<T> answer) {
		if (answer.getStatusCode() != HttpStatus.OK) {
			throw new CatalogUnavailableException("The catalog answered " + answer.getStatusCode());
		}
		return required(answer.getBody());
	}

	private static Answers.Refusal refusal(HttpClientErrorException ex) {
		return required(ex.getResponseBodyAs(Answers.Refusal.class));
	}

	private static <T> T required(@Nullable T body) {
		if (body == null) {
			throw new CatalogUnavailableException("The catalog answered without a body");
		}
		return body;
	}

	/**
	 * The catalog's result, and the instances that took part.
	 */
	private record Answered<T>(T result, @Nullable String servedBy) {

		static <T> Answered<T> of(T result, @Nullable HttpHeaders headers) {
			return new Answered<>(result, (headers != null) ? headers.getFirst(ServedBy.HEADER) : null);
		}

	}

}
