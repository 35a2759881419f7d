package dev.marea.order;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.marea.order.OrderApi.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OrderServiceTest
class PlacingOrdersIT {

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private RecoveryWorker worker;

	@LocalServerPort
	private int port;

	private OrderApi ana;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.ana = new OrderApi(this.port, "ana");
	}

	@Test
	void confirms_an_order_whose_stock_is_reserved() {
		Instant before = Instant.now().minusSeconds(5);
		Answer placed = this.ana.place("k1", OrderApi.TEAS);
		assertThat(placed.status()).as(placed.text()).isEqualTo(201);
		assertThat(placed.header("Location")).isEqualTo("/orders/" + placed.id());
		assertThat(placed.id().version()).isEqualTo(7);
		assertThat(placed.string("/status")).isEqualTo("CONFIRMED");
		assertThat(placed.json().at("/lines")).hasToString(
				"[{\"sku\":\"TEA-001\",\"quantity\":2,\"unitPrice\":{\"amount\":\"12.50\",\"currency\":\"EUR\"}},"
						+ "{\"sku\":\"CUP\",\"quantity\":1,\"unitPrice\":{\"amount\":\"3.99\",\"currency\":\"EUR\"}}]");
		assertThat(placed.json().at("/total")).hasToString("{\"amount\":\"28.99\",\"currency\":\"EUR\"}");
		assertThat(Instant.parse(placed.string("/placedAt"))).isBetween(before, Instant.now().plusSeconds(5));
		assertThat(placed.json().has("rejection")).isFalse();
		assertThat(this.catalog.isReserved(placed.id())).isTrue();
		assertThat(this.ana.get(placed.header("Location")).json()).isEqualTo(placed.json());
	}

	@Test
	void rejects_an_order_whose_stock_does_not_suffice() {
		this.catalog.setStock("TEA-001", 1);
		Answer placed = this.ana.place("k1", OrderApi.TEAS);
		assertThat(placed.status()).isEqualTo(201);
		assertThat(placed.string("/status")).isEqualTo("REJECTED");
		assertThat(placed.json().at("/rejection")).hasToString(
				"{\"reason\":\"insufficient-stock\",\"short\":[{\"sku\":\"TEA-001\",\"requested\":2,\"available\":1}]}");
		assertThat(placed.json().has("total")).isFalse();
		assertThat(this.ana.get(placed.header("Location")).json()).isEqualTo(placed.json());
		assertThat(this.ana.place("k1", OrderApi.TEAS).text()).isEqualTo(placed.text());
	}

	@Test
	void names_the_catalogs_instance_beside_its_own() {
		this.catalog.setStock("COF-001", 0);
		Answer placed = this.ana.place("k1", OrderApi.TEAS);
		String own = this.ana.get(placed.header("Location")).header("Served-By");
		assertThat(own).isNotEmpty().doesNotContain("catalog-1");
		assertThat(placed.response().headers().allValues("Served-By")).containsExactly("catalog-1, " + own);
		assertThat(this.ana.place("k1", OrderApi.TEAS).header("Served-By")).isEqualTo(own);
		assertThat(this.ana.place("k2", "{\"lines\":[{\"sku\":\"COF-001\",\"quantity\":1}]}").header("Served-By"))
			.isEqualTo("catalog-1, " + own);
		assertThat(this.ana.cancel(placed.id()).header("Served-By")).isEqualTo("catalog-1, " + own);
	}

	@Test
	void reads_a_whole_number_with_a_point_as_an_integer() {
		assertThat(this.ana.place("k1", "{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":2.0}]}").status())
			.isEqualTo(201);
	}

	@Test
	void rejects_unknown_products() {
		Answer placed = this.ana.place("k1", "{\"lines\":[{\"sku\":\"NOPE\",\"quantity\":1}]}");
		assertThat(placed.string("/status")).isEqualTo("REJECTED");
		assertThat(placed.json().at("/rejection/short"))
			.hasToString("[{\"sku\":\"NOPE\",\"requested\":1,\"available\":0}]");
	}

	@Test
	void answers_the_first_result_when_the_key_repeats() {
		Answer first = this.ana.place("k1", OrderApi.TEAS);
		Answer second = this.ana.place("k1",
				"{\"lines\":[{\"quantity\":2,\"sku\":\"TEA-001\"},{\"sku\":\"CUP\",\"quantity\":1}]}");
		assertThat(second.status()).isEqualTo(201);
		assertThat(second.text()).isEqualTo(first.text());
		assertThat(second.header("Location")).isEqualTo(first.header("Location"));
		this.ana.cancel(first.id());
		assertThat(this.ana.place("k1", OrderApi.TEAS).text()).isEqualTo(first.text());
		assertThat(this.catalog.count("PUT " + first.id())).isOne();
		assertThat(orders()).isOne();
	}

	@Test
	void gives_each_owner_keys_of_their_own() {
		UUID anas = this.ana.place("k1", OrderApi.TEAS).id();
		UUID bens = new OrderApi(this.port, "ben").place("k1", OrderApi.TEAS).id();
		assertThat(bens).isNotEqualTo(anas);
	}

	@Test
	void makes_one_order_of_fifty_requests_at_once() {
		List<CompletableFuture<Answer>> answers = IntStream.range(0, 50)
			.mapToObj((index) -> this.ana.placeAsync("same", OrderApi.TEAS))
			.toList();
		List<Answer> all = answers.stream().map(CompletableFuture::join).toList();
		assertThat(all).allSatisfy((answer) -> assertThat(answer.status()).as(answer.text()).isIn(201, 409));
		assertThat(all).filteredOn((answer) -> answer.status() == 409)
			.allSatisfy((answer) -> answer.assertProblem(409, "order-in-progress"));
		assertThat(all.stream().filter((answer) -> answer.status() == 201).map(Answer::text).distinct()).hasSize(1);
		assertThat(orders()).isOne();
		assertThat(this.catalog.requests()).hasSize(1);
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(998);
	}

	@Test
	void refuses_a_key_that_comes_with_other_lines() {
		this.ana.place("k1", OrderApi.TEAS);
		this.ana.place("k1", "{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":2}]}")
			.assertProblem(422, "idempotency-key-reused");
		assertThat(orders()).isOne();
	}

	@Test
	void refuses_the_key_while_another_attempt_holds_the_lease() {
		this.catalog.gate = new CountDownLatch(1);
		CompletableFuture<Answer> first = this.ana.placeAsync("k1", OrderApi.TEAS);
		await().until(() -> !this.catalog.requests().isEmpty());
		Answer second = this.ana.place("k1", OrderApi.TEAS);
		second.assertProblem(409, "order-in-progress");
		assertThat(second.header("Retry-After")).isEqualTo("1");
		UUID order = UUID.fromString(this.catalog.requests().getFirst().substring("PUT ".length()));
		this.ana.cancel(order).assertProblem(409, "order-in-progress");
		this.catalog.gate.countDown();
		assertThat(first.join().string("/status")).isEqualTo("CONFIRMED");
		assertThat(this.ana.place("k1", OrderApi.TEAS).text()).isEqualTo(first.join().text());
	}

	@Test
	void leaves_orders_pending_while_the_catalog_is_in_trouble_and_confirms_them_later() {
		int[] failures = { 500, 502, 503, 429, 401, 404 };
		for (int failure : failures) {
			this.catalog.failBefore = failure;
			Answer refused = this.ana.place("k" + failure, OrderApi.TEAS);
			refused.assertProblem(503, "catalog-unavailable");
			assertThat(refused.header("Retry-After")).isEqualTo("1");
		}
		this.worker.run();
		assertThat(this.ana.statuses()).hasSize(failures.length).containsOnly("PENDING");
		this.catalog.failBefore = 0;
		this.worker.run();
		assertThat(this.ana.statuses()).hasSize(failures.length).containsOnly("CONFIRMED");
		Answer replayed = this.ana.place("k503", OrderApi.TEAS);
		assertThat(replayed.status()).isEqualTo(201);
		assertThat(replayed.string("/status")).isEqualTo("CONFIRMED");
		assertThat(orders()).isEqualTo(failures.length);
	}

	@Test
	void takes_the_order_up_again_when_the_key_repeats_after_an_outage() {
		this.catalog.failBefore = 503;
		this.ana.place("k1", OrderApi.TEAS).assertProblem(503, "catalog-unavailable");
		this.catalog.failBefore = 0;
		assertThat(this.ana.place("k1", OrderApi.TEAS).string("/status")).isEqualTo("CONFIRMED");
		assertThat(orders()).isOne();
	}

	@Test
	void finishes_an_order_whose_reservation_was_answered_too_late() {
		this.catalog.answers = new CountDownLatch(1);
		this.ana.place("k1", OrderApi.TEAS).assertProblem(503, "catalog-unavailable");
		assertThat(this.catalog.reservations()).isOne();
		this.catalog.answers.countDown();
		assertThat(this.ana.place("k1", OrderApi.TEAS).string("/status")).isEqualTo("CONFIRMED");
		assertThat(this.catalog.reservations()).isOne();
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(998);
	}

	private int orders() {
		return this.jdbc.sql("SELECT count(*) FROM orders").query(Integer.class).single();
	}

}
