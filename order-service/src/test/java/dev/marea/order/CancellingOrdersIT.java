package dev.marea.order;

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
class CancellingOrdersIT {

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
	void gives_the_stock_back() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		Answer cancelled = this.ana.cancel(order);
		assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
		assertThat(cancelled.string("/status")).isEqualTo("CANCELLED");
		assertThat(cancelled.string("/total/amount")).isEqualTo("28.99");
		assertThat(this.ana.get("/orders/" + order).json()).isEqualTo(cancelled.json());
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(1000);
	}

	@Test
	void changes_nothing_when_it_is_repeated() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		Answer first = this.ana.cancel(order);
		Answer second = this.ana.cancel(order);
		assertThat(second.status()).isEqualTo(200);
		assertThat(second.text()).isEqualTo(first.text());
		assertThat(this.catalog.count("DELETE " + order)).isOne();
	}

	@Test
	void happens_once_when_many_ask_at_once() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		List<Answer> all = IntStream.range(0, 20)
			.mapToObj((index) -> CompletableFuture.supplyAsync(() -> this.ana.cancel(order)))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
		assertThat(all).allSatisfy((answer) -> assertThat(answer.status()).as(answer.text()).isIn(200, 409));
		assertThat(all).filteredOn((answer) -> answer.status() == 409)
			.allSatisfy((answer) -> answer.assertProblem(409, "order-in-progress"));
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CANCELLED");
		assertThat(this.catalog.count("DELETE " + order)).isOne();
		assertThat(this.catalog.stock("TEA-001")).isEqualTo(1000);
	}

	@Test
	void refuses_a_rejected_order() {
		this.catalog.setStock("CUP", 0);
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.ana.cancel(order).assertProblem(409, "order-not-cancellable");
	}

	@Test
	void tells_to_come_again_while_another_attempt_is_at_it() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.catalog.gate = new CountDownLatch(1);
		CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> this.ana.cancel(order));
		await().until(() -> this.catalog.count("DELETE " + order) == 1);
		Answer second = this.ana.cancel(order);
		second.assertProblem(409, "order-in-progress");
		assertThat(second.header("Retry-After")).isEqualTo("1");
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CANCELLING");
		this.catalog.gate.countDown();
		assertThat(first.join().status()).isEqualTo(200);
	}

	@Test
	void is_done_later_when_the_catalog_is_away() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		this.catalog.failBefore = 503;
		Answer refused = this.ana.cancel(order);
		refused.assertProblem(503, "catalog-unavailable");
		assertThat(refused.header("Retry-After")).isEqualTo("1");
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CANCELLING");
		this.catalog.failBefore = 0;
		this.worker.run();
		assertThat(this.ana.cancel(order).string("/status")).isEqualTo("CANCELLED");
		assertThat(this.catalog.reservations()).isZero();
	}

	@Test
	void is_nothing_that_others_may_do() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		new OrderApi(this.port, "ben").cancel(order).assertProblem(404, "not-found");
		assertThat(this.ana.get("/orders/" + order).string("/status")).isEqualTo("CONFIRMED");
	}

}
