package dev.marea.order.catalog;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import dev.marea.service.page.Page;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.web.client.RestClient;

/**
 * Reads which orders have a live reservation at the catalog, page by page.
 */
public class ReservationPages {

	/** Orders per page; the catalog's maximum. */
	private static final int SIZE = 1000;

	private final RestClient http;

	private final ServiceToken token;

	private final Deadline deadline;

	/**
	 * Creates a reader; makes no request.
	 * @param timeout longest duration of the request for a page, including retries on
	 * other instances
	 */
	public ReservationPages(RestClient http, ServiceToken token, Duration timeout, ObservationRegistry observations) {
		this.http = http;
		this.token = token;
		this.deadline = new Deadline(timeout, observations);
	}

	/**
	 * The next orders after this one, at most 1000, in the order of their ids (unsigned,
	 * as in PostgreSQL).
	 * @throws CatalogUnavailableException if the page cannot be read
	 */
	public Page<UUID> after(UUID order) {
		String token = this.token.value();
		Answers.LivePage page = this.deadline.call(() -> this.http.get()
			.uri("/reservations?limit={limit}&after={after}", SIZE, order)
			.headers((headers) -> {
				if (token != null) {
					headers.setBearerAuth(token);
				}
			})
			.exchangeForRequiredValue((request, response) -> {
				Answers.LivePage body = response.getStatusCode().is2xxSuccessful()
						? response.bodyTo(Answers.LivePage.class) : null;
				if (body == null) {
					throw new CatalogUnavailableException("The catalog answered " + response.getStatusCode());
				}
				return body;
			}));
		List<UUID> orders = page.items().stream().map(Answers.Live::orderId).toList();
		return new Page<>(orders, page.next());
	}

}
