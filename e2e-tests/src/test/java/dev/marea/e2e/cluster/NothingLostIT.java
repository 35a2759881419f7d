package dev.marea.e2e.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.marea.e2e.LabRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rollouts, scaling and evictions under load, orders included. One run of the lab covers
 * all of them; a lost request has its time. MAREA_ROUNDS and MAREA_RATE make the run
 * longer and heavier, as in {@code bench/nothing-lost.sh}.
 */
@RequiresCluster
@Isolated("Its load wants both processors")
class NothingLostIT {

	private static final int ROUNDS = Integer.parseInt(System.getenv().getOrDefault("MAREA_ROUNDS", "1"));

	/** Requests per second. */
	private static final int RATE = Integer.parseInt(System.getenv().getOrDefault("MAREA_RATE", "45"));

	private static final int SECONDS_A_ROUND = 230;

	private static Release release;

	@TempDir
	static Path folder;

	@BeforeAll
	static void install() {
		release = Release.install("marea-nothing-lost", "gateway-service.autoscaling.enabled=false",
				"catalog-service.autoscaling.enabled=false", "order-service.autoscaling.enabled=false");
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@Test
	void no_request_fails_in_rollouts_scale_outs_scale_ins_and_evictions_of_all_three() throws Exception {
		URI url = release.url();
		try (LabRun run = LabRun.start(folder.resolve("run"), "--url", url.toString(), "--allow-remote", url.getHost(),
				"--scenario", "shop", "--shape",
				"constant:rate=%d/s,for=%ds".formatted(RATE, ROUNDS * SECONDS_A_ROUND))) {
			await().atMost(Duration.ofSeconds(30)).until(run::isRecording);
			for (int round = 0; round < ROUNDS; round++) {
				int begin = round * SECONDS_A_ROUND;
				await().atMost(Duration.ofSeconds(2 * SECONDS_A_ROUND))
					.pollInterval(Duration.ofSeconds(1))
					.until(() -> run.seconds().size() >= begin);
				disturb();
				assertThat(run.isRecording()).isTrue();
			}
			JsonNode summary = run.summary();
			System.out.println("Rounds " + ROUNDS + ", " + summary);
			assertThat(summary.get("requests").asLong()).isGreaterThan(10_000L * ROUNDS);
			assertThat(summary.get("dropped").asLong()).as(() -> failures(run)).isZero();
		}
		release.assertInvariants();
	}

	private static void disturb() {
		for (String service : Release.SERVICES) {
			release.restart(service);
		}
		release.kubectl("scale", Release.deployment("catalog-service"), "--replicas", "4");
		release.awaitReady("catalog-service", 4);
		release.kubectl("scale", Release.deployment("catalog-service"), "--replicas", "2");
		release.awaitReady("catalog-service", 2);
		for (String service : Release.SERVICES) {
			release.evict(Release.name(release.pods(service).getFirst()));
			release.awaitReady(service, 2);
		}
	}

	private static String failures(LabRun run) {
		List<String> seconds = run.seconds()
			.stream()
			.filter((second) -> second.path("errors").asInt() > 0)
			.map((second) -> second.get("t") + " s: " + second.get("statuses"))
			.toList();
		return run.output() + "\nfailed: " + seconds;
	}

}
