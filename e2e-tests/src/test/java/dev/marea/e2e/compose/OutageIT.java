package dev.marea.e2e.compose;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.marea.e2e.Shopper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The database stops, or a service is killed, while clients buy.
 */
@RequiresImages
class OutageIT {

	private static final int SHOPPERS = 8;

	private static final String[] SKUS = { "TEA-001", "HOM-007" };

	private static ComposeStack stack;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	@BeforeAll
	static void start() {
		stack = ComposeStack.up("outage");
	}

	@AfterAll
	static void stop() {
		if (stack != null) {
			stack.close();
		}
	}

	@Test
	void answers_503_with_retry_after_while_the_database_restarts_and_is_well_again_by_itself() throws Exception {
		List<HttpResponse<String>> unwell = new ArrayList<>();
		whileShopping(() -> {
			stack.compose("stop", "postgres");
			while (unwell.size() < 20) {
				for (String path : List.of("/api/catalog/products?limit=5", "/api/catalog/products/TEA-001")) {
					HttpResponse<String> answer = get(path);
					if (answer.statusCode() != 200) {
						unwell.add(answer);
					}
				}
			}
			// an outage of the database makes no instance unready
			for (String service : ComposeStack.SERVICES) {
				assertThat(state(service)).as(service).isEqualTo("healthy");
			}
			stack.compose("start", "postgres");
			await().atMost(Duration.ofSeconds(30))
				.until(() -> get("/api/catalog/products/TEA-001").statusCode() == 200);
		});
		assertThat(unwell).allSatisfy((answer) -> {
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Retry-After")).isPresent();
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		});
		assertInvariantsHold();
	}

	@Test
	void a_killed_service_comes_back_and_no_order_is_lost() throws Exception {
		for (String service : List.of("catalog-service", "order-service")) {
			String container = stack.containers(service).getFirst();
			long restarts = stack.inspect(container).get("RestartCount").asLong();
			whileShopping(() -> {
				kill(container);
				await().atMost(Duration.ofMinutes(1))
					.until(() -> stack.inspect(container).get("RestartCount").asLong() > restarts
							&& state(service).equals("healthy"));
			});
		}
		assertInvariantsHold();
	}

	/** Each shopper's orders must reach a final state, whatever happens meanwhile. */
	private void whileShopping(Disturbance disturbance) throws Exception {
		String url = stack.url().toString();
		List<Shopper> shoppers = IntStream.range(0, SHOPPERS)
			.mapToObj((number) -> new Shopper(url, "shopper-" + number))
			.toList();
		AtomicBoolean over = new AtomicBoolean();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = shoppers.stream().<Future<?>>map((shopper) -> threads.submit(() -> {
				while (!over.get()) {
					shopper.shop(SKUS);
				}
			})).toList();
			try {
				await().atMost(Duration.ofSeconds(30))
					.until(() -> shoppers.stream().allMatch((shopper) -> shopper.placed() > 0));
				disturbance.happen();
			}
			finally {
				over.set(true);
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		shoppers.forEach(Shopper::replay);
		assertThat(shoppers).allSatisfy((shopper) -> assertThat(shopper.serverErrors()).isZero());
	}

	/**
	 * As the kernel kills a process that is out of memory: {@code docker kill} would
	 * count as a stop by the user.
	 */
	private static void kill(String container) {
		String pid = stack.inspect(container).at("/State/Pid").asString();
		Docker.run("run", "--rm", "--pid", "host", "--user", "0:0", "--entrypoint", "bash", "postgres:18", "-c",
				"kill -9 " + pid);
	}

	private static String state(String service) {
		return stack.inspect(stack.containers(service).getFirst()).at("/State/Health/Status").asString();
	}

	private static void assertInvariantsHold() {
		await().atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(stack::assertInvariants);
	}

	private HttpResponse<String> get(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(stack.url() + path))
			.timeout(Duration.ofSeconds(30))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString());
	}

	/** What is done while people buy. */
	interface Disturbance {

		void happen() throws Exception;

	}

}
