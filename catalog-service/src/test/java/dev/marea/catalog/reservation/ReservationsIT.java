package dev.marea.catalog.reservation;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.jayway.jsonpath.JsonPath;
import dev.marea.catalog.Api;
import dev.marea.catalog.CatalogTest;
import dev.marea.service.test.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static dev.marea.catalog.Api.assertProblem;
import static dev.marea.catalog.Api.details;
import static org.assertj.core.api.Assertions.assertThat;

@CatalogTest
class ReservationsIT {

	/**
	 * As many requests at once as the service has permits. The service refuses more, and
	 * their repetition takes the CPU of the others.
	 */
	private final Semaphore permits = new Semaphore(64);

	@Autowired
	private Api api;

	@AfterEach
	void the_books_are_right() {
		this.api.assertInvariants();
	}

	@Test
	void reserves_all_lines_at_their_prices() {
		this.api.create("ALL-2", 5);
		this.api.create("ALL-1", 5);
		UUID order = UUID.randomUUID();
		HttpResponse<String> answer = this.api.reserve(order, "ALL-2 1, ALL-1 2");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("""
				{"orderId":"%s","lines":[\
				{"sku":"ALL-1","quantity":2,"unitPrice":{"amount":"4.50","currency":"EUR"}},\
				{"sku":"ALL-2","quantity":1,"unitPrice":{"amount":"4.50","currency":"EUR"}}],\
				"total":{"amount":"13.50","currency":"EUR"}}""".formatted(order));
		assertThat(this.api.available("ALL-1")).isEqualTo(3);
		assertThat(this.api.available("ALL-2")).isEqualTo(4);
	}

	@Test
	void reserves_nothing_where_a_line_is_short_and_names_all_that_are() {
		this.api.create("SHORT-1", 5);
		this.api.create("SHORT-2", 1);
		HttpResponse<String> answer = this.api.reserve(UUID.randomUUID(), "SHORT-1 5, SHORT-2 2, SHORT-3 1");
		assertProblem(answer, 409, "insufficient-stock");
		assertThat(answer.body()).contains("\"short\":[{\"sku\":\"SHORT-2\",\"requested\":2,\"available\":1},"
				+ "{\"sku\":\"SHORT-3\",\"requested\":1,\"available\":0}]");
		assertThat(this.api.available("SHORT-1")).isEqualTo(5);
	}

	@Test
	void answers_the_same_again_whatever_has_changed_meanwhile() {
		this.api.create("AGAIN-1", 5);
		UUID sold = UUID.randomUUID();
		UUID refused = UUID.randomUUID();
		HttpResponse<String> first = this.api.reserve(sold, "AGAIN-1 5");
		HttpResponse<String> rejection = this.api.reserve(refused, "AGAIN-1 1");
		this.api.send("PUT", "/products/AGAIN-1", "{" + details("New", "9.99") + ",\"stock\":100}", "If-Match", "*");

		HttpResponse<String> again = this.api.reserve(sold, "AGAIN-1 5");
		assertThat(again.statusCode()).isEqualTo(200);
		assertThat(again.body()).isEqualTo(first.body());
		assertProblem(this.api.reserve(refused, "AGAIN-1 1"), 409, "insufficient-stock");
		assertThat(withoutTrace(this.api.reserve(refused, "AGAIN-1 1"))).isEqualTo(withoutTrace(rejection));
		assertThat(this.api.available("AGAIN-1")).isEqualTo(95);
	}

	/** Each request has a trace of its own. */
	private static String withoutTrace(HttpResponse<String> problem) {
		return problem.body().replaceFirst(",\"traceId\":\"[0-9a-f]{32}\"", "");
	}

	@Test
	void refuses_other_lines_for_the_same_order() {
		this.api.create("OTHER-1", 5);
		UUID order = UUID.randomUUID();
		this.api.reserve(order, "OTHER-1 1");
		assertProblem(this.api.reserve(order, "OTHER-1 2"), 409, "reservation-differs");
		assertThat(this.api.available("OTHER-1")).isEqualTo(4);
	}

	@Test
	void refuses_two_lines_for_a_product() {
		HttpResponse<String> answer = this.api.reserve(UUID.randomUUID(), "LINE-1 1, LINE-1 2");
		assertProblem(answer, 400, "invalid-request");
		assertThat(answer.body()).contains("\"errors\":[{\"field\":\"lines\"");
	}

	@Test
	void gives_the_stock_back_once_and_promises_it_to_that_order_no_more() {
		this.api.create("BACK-1", 5);
		UUID order = UUID.randomUUID();
		this.api.reserve(order, "BACK-1 2");
		assertThat(this.api.cancel(order).statusCode()).isEqualTo(204);
		assertThat(this.api.cancel(order).statusCode()).isEqualTo(204);
		assertThat(this.api.available("BACK-1")).isEqualTo(5);
		assertProblem(this.api.reserve(order, "BACK-1 2"), 409, "reservation-cancelled");
	}

	@Test
	void leaves_a_tombstone_where_there_was_nothing_to_cancel() {
		this.api.create("TOMB-1", 5);
		UUID order = UUID.randomUUID();
		assertThat(this.api.cancel(order).statusCode()).isEqualTo(204);
		assertProblem(this.api.reserve(order, "TOMB-1 1"), 409, "reservation-cancelled");
		assertThat(this.api.available("TOMB-1")).isEqualTo(5);
	}

	@Test
	void sells_the_last_hundred_to_a_hundred_of_five_hundred() {
		this.api.create("LAST-1", 100);
		List<HttpResponse<String>> answers = together(IntStream.range(0, 500)
			.mapToObj((index) -> (Callable<HttpResponse<String>>) () -> reserveInTheEnd(UUID.randomUUID(), "LAST-1 1"))
			.toList());
		assertThat(answers).filteredOn((answer) -> answer.statusCode() == 200).hasSize(100);
		assertThat(answers).filteredOn((answer) -> answer.statusCode() == 409)
			.hasSize(400)
			.allSatisfy((answer) -> assertProblem(answer, 409, "insufficient-stock"));
		assertThat(this.api.available("LAST-1")).isZero();
	}

	@Test
	void orders_of_the_same_products_in_any_order_do_not_wait_for_each_other_in_a_circle() {
		List<String> skus = IntStream.range(0, 6).mapToObj((index) -> "CIRCLE-" + index).toList();
		skus.forEach((sku) -> this.api.create(sku, 60));
		Random random = new Random(4);
		List<Callable<HttpResponse<String>>> orders = new ArrayList<>();
		for (int index = 0; index < 200; index++) {
			List<String> shuffled = new ArrayList<>(skus);
			Collections.shuffle(shuffled, random);
			String lines = String.join(" 1, ", shuffled.subList(0, 3)) + " 1";
			UUID order = UUID.randomUUID();
			orders.add(() -> reserveInTheEnd(order, lines));
			if (index % 3 == 0) {
				orders.add(() -> inTheEnd(() -> this.api.cancel(order)));
			}
		}
		assertThat(together(orders)).extracting(HttpResponse::statusCode).containsOnly(200, 204, 409);
		skus.forEach((sku) -> assertThat(this.api.available(sku)).isNotNegative());
	}

	@Test
	void a_cancellation_wins_over_every_request_that_races_with_it() {
		this.api.create("RACING-1", 1000);
		for (int round = 0; round < 25; round++) {
			UUID order = UUID.randomUUID();
			Callable<HttpResponse<String>> reserve = () -> reserveInTheEnd(order, "RACING-1 3");
			Callable<HttpResponse<String>> cancel = () -> this.api.cancel(order);
			List<HttpResponse<String>> answers = together(
					List.of(reserve, cancel, reserve, cancel, reserve, cancel, reserve));
			assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(200, 204, 409);
			assertProblem(this.api.reserve(order, "RACING-1 3"), 409, "reservation-cancelled");
		}
		assertThat(this.api.available("RACING-1")).isEqualTo(1000);
	}

	@Test
	void the_same_request_many_times_at_once_reserves_once() {
		this.api.create("ONCE-1", 100);
		UUID order = UUID.randomUUID();
		Callable<HttpResponse<String>> reserve = () -> reserveInTheEnd(order, "ONCE-1 7");
		List<HttpResponse<String>> answers = together(Collections.nCopies(30, reserve));
		assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
		assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
		assertThat(this.api.available("ONCE-1")).isEqualTo(93);
	}

	@Test
	void a_product_that_is_removed_meanwhile_is_either_reserved_or_gone() {
		for (int round = 0; round < 15; round++) {
			String sku = "GOING-" + round;
			this.api.create(sku, 10);
			Callable<HttpResponse<String>> remove = () -> this.api.send("DELETE", "/products/" + sku, "", "If-Match",
					"*");
			Callable<HttpResponse<String>> reserve = () -> reserveInTheEnd(UUID.randomUUID(), sku + " 1");
			List<HttpResponse<String>> answers = together(List.of(reserve, remove, reserve));
			boolean gone = answers.get(1).statusCode() == 204;
			assertThat(answers.getFirst().statusCode()).isEqualTo(gone ? 409 : 200);
			assertThat(answers.getLast().statusCode()).isEqualTo(gone ? 409 : 200);
		}
	}

	@Test
	void lists_each_live_reservation_once() {
		this.api.create("LISTED-1", 100);
		Set<String> live = new HashSet<>();
		for (int index = 0; index < 12; index++) {
			UUID order = UUID.randomUUID();
			this.api.reserve(order, "LISTED-1 " + (index + 1));
			if (index % 4 == 0) {
				this.api.cancel(order);
			}
			else {
				live.add(order.toString());
			}
		}
		List<String> listed = new ArrayList<>();
		String after = "";
		while (after != null) {
			String page = this.api.get("/reservations?limit=5&after=" + after).body();
			listed.addAll(JsonPath.read(page, "$.items[*].orderId"));
			after = page.contains("\"next\"") ? JsonPath.read(page, "$.next") : null;
		}
		assertThat(listed).containsAll(live).isSorted().doesNotHaveDuplicates();
		assertThat(this.api.get("/reservations?limit=1").body())
			.matches("\\{\"items\":\\[\\{\"orderId\":\".{36}\",\"lines\":\\[\\{\"sku\":.*}]}],\"next\":\".{36}\"}");
	}

	@Test
	void is_for_those_who_may_reserve() {
		String path = "/reservations/" + UUID.randomUUID();
		String body = "{\"lines\":[{\"sku\":\"TEA-001\",\"quantity\":1}]}";
		assertProblem(this.api.send("PUT", path, body, "Authorization", TestTokens.bearer("ana", "catalog:write")), 403,
				"forbidden");
		assertProblem(this.api.send("PUT", path, body, "Authorization", "Bearer no"), 401, "unauthorized");
	}

	private HttpResponse<String> reserveInTheEnd(UUID order, String lines) throws InterruptedException {
		return inTheEnd(() -> this.api.reserve(order, lines));
	}

	/** Repeats a request while the answer is 503, as the order service does. */
	private HttpResponse<String> inTheEnd(Supplier<HttpResponse<String>> request) throws InterruptedException {
		this.permits.acquire();
		try {
			HttpResponse<String> answer = request.get();
			while (answer.statusCode() == 503) {
				answer = request.get();
			}
			return answer;
		}
		finally {
			this.permits.release();
		}
	}

	private static List<HttpResponse<String>> together(List<Callable<HttpResponse<String>>> requests) {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			return executor.invokeAll(requests).stream().map(Future::resultNow).toList();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
