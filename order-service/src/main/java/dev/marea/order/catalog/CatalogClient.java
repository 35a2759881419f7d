package dev.marea.order.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestBodySpec;
import org.springframework.web.client.RestClient.RequestHeadersSpec.ConvertibleClientHttpResponse;
import org.springframework.web.client.RestClient.RequestHeadersSpec.RequiredValueExchangeFunction;

/**
 * Reserves stock at the catalog and gives it back. Both may be repeated at will, and both
 * end within the timeout, tries on other instances included: a lease on an order must
 * last longer than its calls.
 */
public class CatalogClient {

	private static final int PAGE = 1000;

	private final RestClient http;

	private final ServiceToken token;

	private final Deadline deadline;

	public CatalogClient(RestClient http, ServiceToken token, Duration timeout) {
		this.http = http;
		this.token = token;
		this.deadline = new Deadline(timeout);
	}

	/**
	 * Reserves all lines or none, for good: the same request always gets the same answer,
	 * so one that comes late, from an attempt that was given up, changes nothing.
	 * @throws CatalogUnavailableException where the catalog decided nothing
	 */
	public Reservation reserve(UUID order, List<ReservationLine> lines) {
		RequestBodySpec request = request(HttpMethod.PUT, "/reservations/{order}", order)
			.contentType(MediaType.APPLICATION_JSON)
			.body(new Lines(lines));
		return exchange(request, (sent, response) -> switch (response.getStatusCode()) {
			case HttpStatus.OK -> body(response, Answers.Priced.class).reserved(order, lines);
			case HttpStatus.CONFLICT -> body(response, Answers.Refusal.class).refused();
			default -> throw new CatalogUnavailableException("The catalog answered " + response.getStatusCode());
		});
	}

	/**
	 * Gives back what is reserved, if anything, and sees to it that nothing can be
	 * reserved for this order any more.
	 * @throws CatalogUnavailableException where it is not known to be done
	 */
	public void giveBack(UUID order) {
		exchange(request(HttpMethod.DELETE, "/reservations/{order}", order), (sent, response) -> {
			if (!response.getStatusCode().is2xxSuccessful()) {
				throw new CatalogUnavailableException("The catalog answered " + response.getStatusCode());
			}
			return true;
		});
	}

	/**
	 * The orders that have a live reservation. One that comes or goes meanwhile may be
	 * among them or not.
	 * @throws CatalogUnavailableException where not all could be read
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
	 * Asks for next to nothing.
	 * @throws CatalogUnavailableException where that is not answered
	 */
	public void ping() {
		reservations(null, 1);
	}

	private Answers.LivePage reservations(@Nullable String after, int limit) {
		RequestBodySpec request = (after == null) ? request(HttpMethod.GET, "/reservations?limit={limit}", limit)
				: request(HttpMethod.GET, "/reservations?limit={limit}&after={after}", limit, after);
		return exchange(request, (sent, response) -> {
			if (!response.getStatusCode().is2xxSuccessful()) {
				throw new CatalogUnavailableException("The catalog answered " + response.getStatusCode());
			}
			return body(response, Answers.LivePage.class);
		});
	}

	private RequestBodySpec request(HttpMethod method, String uri, Object... variables) {
		String token = this.token.value();
		return this.http.method(method).uri(uri, variables).headers((headers) -> {
			if (token != null) {
				headers.setBearerAuth(token);
			}
		});
	}

	private <T> T exchange(RequestBodySpec request, RequiredValueExchangeFunction<T> answer) {
		return this.deadline.call(() -> request.exchangeForRequiredValue(answer));
	}

	private static <T> T body(ConvertibleClientHttpResponse response, Class<T> type) {
		T body = response.bodyTo(type);
		if (body == null) {
			throw new CatalogUnavailableException("The catalog answered without a body");
		}
		return body;
	}

	private record Lines(List<ReservationLine> lines) {
	}

}
