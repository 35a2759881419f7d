package dev.marea.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Money, stock and orders are right after instances are killed while many clients buy at
 * once.
 */
class KillsIT {

	private static final int SHOPPERS = 50;

	private static final int ORDERS_EACH = 16;

	/** 100,000 of one, 50 of the other. */
	private static final String[] SKUS = { "TEA-001", "HOM-007" };

	private final AtomicInteger placed = new AtomicInteger();

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	Path folder;

	@Test
	void breaks_no_invariant_when_a_catalog_and_an_order_instance_are_killed_under_50_clients() throws Exception {
		try (Shop shop = Shop.start(this.folder)) {
			String url = shop.url();
			List<Shopper> shoppers = IntStream.range(0, SHOPPERS)
				.mapToObj((number) -> new Shopper(url, "shopper-" + number))
				.toList();
			try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
				List<Future<?>> rounds = shoppers.stream().<Future<?>>map((shopper) -> threads.submit(() -> {
					for (int order = 0; order < ORDERS_EACH; order++) {
						shopper.shop(SKUS);
						this.placed.incrementAndGet();
					}
				})).toList();
				killOnceThereAre(SHOPPERS * ORDERS_EACH / 4, "catalog-service", shop);
				killOnceThereAre(SHOPPERS * ORDERS_EACH / 2, "order-service", shop);
				for (Future<?> round : rounds) {
					round.get();
				}
			}
			shop.awaitReady();
			shoppers.forEach(Shopper::replay);
			assertThat(shoppers).allSatisfy((shopper) -> {
				assertThat(shopper.placed()).isEqualTo(ORDERS_EACH);
				assertThat(shopper.serverErrors()).isZero();
			});
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(shop.invariants()).allSatisfy(this::holds));
		}
	}

	private void killOnceThereAre(int orders, String service, Shop shop) {
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.placed.get() >= orders);
		shop.kill(service);
	}

	private void holds(String invariants) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(invariants)).build();
		JsonNode answer = new JsonMapper()
			.readTree(this.http.send(request, HttpResponse.BodyHandlers.ofString()).body());
		assertThat(answer.get("violations")).as(answer::toString).isEmpty();
		assertThat(answer.get("invariants")).as(answer::toString).isNotEmpty().allMatch(JsonNode::asBoolean);
	}

}
