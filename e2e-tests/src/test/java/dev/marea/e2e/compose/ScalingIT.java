package dev.marea.e2e.compose;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.marea.e2e.LabRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code docker compose up --scale} under load, up and down.
 */
@RequiresImages
class ScalingIT {

	private static ComposeStack stack;

	@TempDir
	static Path folder;

	@BeforeAll
	static void start() {
		stack = ComposeStack.up("scaling");
	}

	@AfterAll
	static void stop() {
		if (stack != null) {
			stack.close();
		}
	}

	@Test
	void loses_nothing_when_the_catalog_grows_to_four_and_shrinks_to_one_under_load() throws Exception {
		try (LabRun run = LabRun.start(folder.resolve("run"), "--url", stack.url().toString(), "--scenario", "shop",
				"--shape", "constant:rate=30/s,for=90s")) {
			await().atMost(Duration.ofSeconds(30)).until(run::isRecording);
			stack.scale("catalog-service", 4);
			Set<String> instances = hostnames(stack.containers("catalog-service"));
			assertThat(instances).hasSize(4);
			// Soon; on a busy machine, forty requests alone take seconds.
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(whoServes(40)).containsExactlyInAnyOrderElementsOf(instances));
			stack.scale("catalog-service", 1);
			assertThat(hostnames(stack.containers("catalog-service"))).hasSize(1);
			JsonNode summary = run.summary();
			assertThat(summary.get("requests").asLong()).isGreaterThan(2000);
			assertThat(summary.get("dropped").asLong()).as(run::output).isZero();
		}
		stack.assertInvariants();
	}

	@Test
	void loses_nothing_when_orders_grow_to_three_and_shrink_to_one_under_load() throws Exception {
		try (LabRun run = LabRun.start(folder.resolve("orders"), "--url", stack.url().toString(), "--scenario", "shop",
				"--shape", "constant:rate=30/s,for=60s")) {
			await().atMost(Duration.ofSeconds(30)).until(run::isRecording);
			stack.scale("order-service", 3);
			stack.scale("order-service", 1);
			assertThat(run.summary().get("dropped").asLong()).as(run::output).isZero();
		}
		stack.assertInvariants();
	}

	/** Names of the catalog's instances that took part in the next answers. */
	private static Set<String> whoServes(int requests) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(stack.url() + "/api/catalog/products?limit=1")).build();
		Set<String> names = new HashSet<>();
		try (HttpClient http = HttpClient.newHttpClient()) {
			for (int i = 0; i < requests; i++) {
				HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
				names.add(answer.headers().firstValue("Served-By").orElseThrow().split(",")[0]);
			}
		}
		return names;
	}

	private static Set<String> hostnames(List<String> containers) {
		return containers.stream()
			.map((container) -> stack.inspect(container).at("/Config/Hostname").asString())
			.collect(Collectors.toSet());
	}

}
