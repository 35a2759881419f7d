package dev.marea.order.web;

import java.util.List;
import java.util.UUID;

import dev.marea.order.KeyReusedException;
import dev.marea.order.Order;
import dev.marea.order.OrderLine;
import dev.marea.order.OrderLines;
import dev.marea.order.OrderService;
import dev.marea.order.Owner;
import dev.marea.order.SampleOrders;
import dev.marea.order.UnknownOrderException;
import dev.marea.order.catalog.CatalogUnavailableException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.jwt;

/**
 * Requests and answers of the orders' API, without database, catalog and server.
 * {@code PlacingOrdersIT}, {@code ReadingOrdersIT} and {@code CancellingOrdersIT} test
 * the whole service.
 */
@WebMvcTest(OrderController.class)
class OrderControllerMvcTests {

	private static final Owner ANA = new Owner("https://issuer.example", "ana");

	private static final OrderLines LINES = new OrderLines(List.of(OrderLine.of("TEA-001", 2)));

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private OrderService orders;

	@Test
	void a_confirmed_order_has_prices_and_a_total() {
		Order order = SampleOrders.confirmed(ANA);
		given(this.orders.place(ANA, "key-1", LINES)).willReturn(order);
		assertThat(place("key-1", 2)).hasStatus(201)
			.hasHeader("Location", "/orders/" + order.id())
			.bodyJson()
			.isStrictlyEqualTo("""
					{"id": "%s", "status": "CONFIRMED", "placedAt": "2026-03-01T10:00:00Z",
					 "lines": [{"sku": "TEA-001", "quantity": 2,
					            "unitPrice": {"amount": "12.50", "currency": "EUR"}}],
					 "total": {"amount": "25.00", "currency": "EUR"}}""".formatted(order.id()));
	}

	@Test
	void a_rejected_order_has_the_reason_and_the_short_lines() {
		given(this.orders.place(ANA, "key-1", LINES)).willReturn(SampleOrders.rejected(ANA));
		assertThat(place("key-1", 2)).hasStatus(201).bodyJson().isLenientlyEqualTo("""
				{"status": "REJECTED", "lines": [{"sku": "TEA-001", "quantity": 2}],
				 "rejection": {"reason": "insufficient-stock",
				               "short": [{"sku": "TEA-001", "requested": 2, "available": 1}]}}""");
	}

	@Test
	void rejects_an_order_without_a_key_and_a_line_of_no_items() {
		assertProblem(place("", 2), 400, "invalid-request");
		assertProblem(place("key-1", 0), 400, "invalid-request");
		then(this.orders).shouldHaveNoInteractions();
	}

	@Test
	void answers_422_if_the_key_belongs_to_another_order() {
		given(this.orders.place(ANA, "key-1", LINES)).willThrow(mock(KeyReusedException.class));
		assertProblem(place("key-1", 2), 422, "idempotency-key-reused");
	}

	@Test
	void answers_503_and_when_to_retry_if_the_catalog_is_unavailable() {
		given(this.orders.place(ANA, "key-1", LINES)).willThrow(mock(CatalogUnavailableException.class));
		MvcTestResult answer = place("key-1", 2);
		assertProblem(answer, 503, "catalog-unavailable");
		assertThat(answer).hasHeader("Retry-After", "1");
	}

	@Test
	void answers_404_for_the_order_of_another_owner_and_for_a_malformed_id() {
		UUID id = UUID.randomUUID();
		given(this.orders.get(ANA, id)).willThrow(new UnknownOrderException());
		assertProblem(this.mvc.get().uri("/orders/" + id).with(ana()).exchange(), 404, "not-found");
		assertProblem(this.mvc.get().uri("/orders/7").with(ana()).exchange(), 404, "not-found");
	}

	@Test
	void cancels_an_order() {
		Order order = SampleOrders.confirmed(ANA);
		given(this.orders.cancel(ANA, order.id())).willReturn(order);
		assertThat(this.mvc.delete().uri("/orders/" + order.id()).with(ana())).hasStatusOk();
	}

	private MvcTestResult place(String key, int quantity) {
		return this.mvc.post()
			.uri("/orders")
			.with(ana())
			.header("Idempotency-Key", key)
			.contentType(MediaType.APPLICATION_JSON)
			.content("{\"lines\": [{\"sku\": \"TEA-001\", \"quantity\": %d}]}".formatted(quantity))
			.exchange();
	}

	private static RequestPostProcessor ana() {
		return jwt().jwt((token) -> token.issuer(ANA.issuer()).subject(ANA.subject()));
	}

	private static void assertProblem(MvcTestResult answer, int status, String slug) {
		assertThat(answer).hasStatus(status)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.type")
			.isEqualTo("https://marea.dev/problems/" + slug);
	}

}
