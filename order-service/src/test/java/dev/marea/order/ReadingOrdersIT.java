package dev.marea.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.marea.order.OrderApi.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@OrderServiceTest
class ReadingOrdersIT {

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private OrderLeases leases;

	@LocalServerPort
	private int port;

	private OrderApi ana;

	private OrderApi ben;

	@BeforeEach
	void reset() {
		this.catalog.reset();
		this.jdbc.sql("TRUNCATE orders").update();
		this.ana = new OrderApi(this.port, "ana");
		this.ben = new OrderApi(this.port, "ben");
	}

	@Test
	void shows_an_order_to_its_owner_alone() {
		UUID order = this.ana.place("k1", OrderApi.TEAS).id();
		assertThat(this.ana.get("/orders/" + order).status()).isEqualTo(200);
		Answer refused = this.ben.get("/orders/" + order);
		refused.assertProblem(404, "not-found");
		Answer unknown = this.ben.get("/orders/" + UUID.randomUUID());
		unknown.assertProblem(404, "not-found");
		assertThat(refused.string("/detail")).isEqualTo(unknown.string("/detail"));
	}

	@Test
	void shows_nothing_to_the_same_subject_of_another_issuer() {
		Owner other = new Owner("https://issuer.example", "ana");
		UUID order = this.leases.open(other, "k1", new OrderLines(List.of(OrderLine.of("CUP", 1)))).id();
		this.ana.get("/orders/" + order).assertProblem(404, "not-found");
		this.ana.cancel(order).assertProblem(404, "not-found");
		assertThat(this.ana.get("/orders").json().at("/items")).isEmpty();
		assertThat(this.ana.place("k1", OrderApi.TEAS).id()).isNotEqualTo(order);
	}

	@Test
	void lists_the_callers_orders_newest_first_page_by_page() {
		List<UUID> placed = new ArrayList<>();
		IntStream.range(0, 7).forEach((index) -> {
			placed.add(this.ana.place("k" + index, OrderApi.TEAS).id());
			this.ben.place("k" + index, OrderApi.TEAS);
		});
		Collections.reverse(placed);
		List<UUID> listed = new ArrayList<>();
		List<Integer> sizes = new ArrayList<>();
		String after = "";
		do {
			JsonNode page = this.ana.get("/orders?limit=3" + after).json();
			page.at("/items").forEach((item) -> listed.add(UUID.fromString(item.at("/id").asString())));
			sizes.add(page.at("/items").size());
			after = page.has("next") ? "&after=" + page.at("/next").asString() : null;
		}
		while (after != null);
		assertThat(listed).isEqualTo(placed);
		assertThat(sizes).containsExactly(3, 3, 1);
	}

	@Test
	void lists_twenty_orders_unless_told_otherwise() {
		IntStream.range(0, 21).forEach((index) -> this.ana.place("k" + index, OrderApi.TEAS));
		JsonNode page = this.ana.get("/orders").json();
		assertThat(page.at("/items")).hasSize(20);
		assertThat(page.at("/next").asString()).isEqualTo(page.at("/items/19/id").asString());
		assertThat(this.ana.get("/orders?limit=21").json().has("next")).isFalse();
	}

	@Test
	void lists_nothing_to_who_has_no_orders() {
		this.ana.place("k1", OrderApi.TEAS);
		assertThat(this.ben.get("/orders").text()).isEqualTo("{\"items\":[]}");
	}

	@Test
	void shows_an_item_of_the_list_as_the_order_itself() {
		Answer placed = this.ana.place("k1", OrderApi.TEAS);
		assertThat(this.ana.get("/orders").json().at("/items/0")).isEqualTo(placed.json());
	}

}
