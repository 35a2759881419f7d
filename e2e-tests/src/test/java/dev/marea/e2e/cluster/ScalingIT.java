package dev.marea.e2e.cluster;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
 * The HorizontalPodAutoscaler scales the catalog out and in under load, and the lab
 * observes it from outside.
 */
@RequiresCluster
@Isolated("Its load wants both processors")
class ScalingIT {

	private static final String NAMESPACE = "marea-scaling";

	private static Release release;

	@TempDir
	static Path folder;

	/**
	 * Small CPU requests, so that some load is a large share of them, and a short
	 * scale-down stabilization. The work after a start is also a large share: before the
	 * load, there are two instances.
	 */
	@BeforeAll
	static void install() {
		release = Release.install(NAMESPACE, Release.WITHOUT_VOLUME, "gateway-service.autoscaling.enabled=false",
				"order-service.autoscaling.enabled=false", "catalog-service.resources.requests.cpu=40m",
				"catalog-service.autoscaling.cpu=70", "catalog-service.autoscaling.maxReplicas=2",
				"catalog-service.autoscaling.behavior.scaleDown.stabilizationWindowSeconds=15");
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@Test
	void more_load_brings_more_instances_and_less_brings_fewer_and_nothing_is_lost() throws Exception {
		URI url = release.url();
		release.awaitWarm(folder, 30);
		try (LabRun run = LabRun.start(folder.resolve("run"), "--url", url.toString(), "--allow-remote", url.getHost(),
				"--scenario", "shop", "--shape", "step:from=30/s,to=2/s,at=90s,for=180s", "--on", "kubernetes", "-n",
				NAMESPACE, "--deployment", Release.NAME + "-catalog-service")) {
			// Before the run, the CPU of a warm-up can cause a scale-out that the run
			// does not see.
			await().atMost(Duration.ofSeconds(60))
				.until(() -> Files.isRegularFile(seconds()) && Files.size(seconds()) > 0);
			release.upgrade("catalog-service.autoscaling.maxReplicas=4");
			await().atMost(Duration.ofSeconds(120))
				.pollInterval(Duration.ofSeconds(1))
				.until(() -> release.pods("catalog-service").size() > 2);
			JsonNode summary = run.summary();
			assertThat(summary.get("dropped").asLong()).as(run::output).isZero();
			assertThat(summary.at("/ready/min").asInt()).as(run::output).isEqualTo(2);
			assertThat(summary.at("/ready/peak").asInt()).as(run::output).isGreaterThan(2);
			assertThat(summary.at("/measures/ready/n").asInt()).as(run::output).isPositive();
			assertThat(summary.at("/measures/first/p99").asDouble()).as(run::output).isLessThanOrEqualTo(1);
		}
		release.awaitReady("catalog-service", 2);
		release.assertInvariants();
	}

	private static Path seconds() {
		return folder.resolve("run").resolve("seconds.jsonl");
	}

}
