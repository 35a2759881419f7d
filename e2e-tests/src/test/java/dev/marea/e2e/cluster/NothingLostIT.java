package dev.marea.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.e2e.LabRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rollouts, scaling, evictions and upgrades of the chart under load, orders included. A
 * lost request has its time in the run of the lab. MAREA_ROUNDS, MAREA_RATE and
 * MAREA_SECONDS make the run longer and heavier, as in {@code bench/nothing-lost.sh}.
 */
@RequiresCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Isolated("Its load wants both processors")
class NothingLostIT {

	private static final int ROUNDS = number("MAREA_ROUNDS", 1);

	/** Requests per second. */
	private static final int RATE = number("MAREA_RATE", 20);

	/** The load goes on for at least so many seconds a round. */
	private static final int SECONDS = number("MAREA_SECONDS", 0);

	private static final int LONGEST_SECONDS = 900;

	private static Release release;

	@TempDir
	static Path folder;

	@BeforeAll
	static void install() {
		release = Release.install("marea-nothing-lost", Release.WITHOUT_VOLUME,
				"gateway-service.autoscaling.enabled=false", "catalog-service.autoscaling.enabled=false",
				"order-service.autoscaling.enabled=false");
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@Test
	@Order(1)
	void no_request_fails_in_rollouts_scale_outs_scale_ins_and_evictions_of_all_three() throws Exception {
		release.awaitWarm(folder.resolve("rounds"), RATE);
		try (LabRun run = load(folder.resolve("rounds").resolve("run"), RATE, ROUNDS * LONGEST_SECONDS)) {
			for (int round = 1; round <= ROUNDS; round++) {
				disturb();
				int end = round * SECONDS;
				await().atMost(Duration.ofSeconds(LONGEST_SECONDS))
					.pollInterval(Duration.ofSeconds(1))
					.until(() -> run.isRecording() && run.seconds().size() >= end);
			}
			awaitCalm(run);
			run.end();
			JsonNode summary = run.summary();
			System.out.println("Rounds " + ROUNDS + ", " + summary);
			assertThat(summary.get("requests").asLong()).isGreaterThan(1000);
			assertThat(summary.get("dropped").asLong()).as(() -> failures(run)).isZero();
		}
		release.assertInvariants();
	}

	@Test
	@Order(2)
	void no_request_and_no_pod_is_lost_by_turning_autoscaling_on_and_by_a_new_version() throws Exception {
		// Whoever has scaled by hand owns the number of instances.
		release.upgradeTo(Release.CHART, "--server-side=true", "--force-conflicts", "--set",
				"catalog-service.replicas=3");
		release.awaitReady("catalog-service", 3);
		release.awaitWarm(folder.resolve("autoscaling"), 15);
		Set<String> pods = pods();
		JsonNode deployment = release.get("deployment", Release.NAME + "-catalog-service");
		try (LabRun run = load(folder.resolve("autoscaling").resolve("run"), 15, LONGEST_SECONDS)) {
			release.upgrade("catalog-service.autoscaling.enabled=true");
			assertThat(release.get("deployment", Release.NAME + "-catalog-service").at("/spec/replicas").asInt())
				.isGreaterThanOrEqualTo(3);
			release.upgradeTo(ofAnotherVersion(folder.resolve("chart")), "--set",
					"global.image.tag=" + deployment.at("/metadata/labels/app.kubernetes.io~1version").asString());
			assertThat(run.isRecording()).isTrue();
			awaitCalm(run);
			run.end();
			JsonNode summary = run.summary();
			assertThat(summary.get("requests").asLong()).isPositive();
			assertThat(summary.get("dropped").asLong()).as(run::output).isZero();
		}
		// An autoscaler may have added some.
		assertThat(pods()).containsAll(pods);
		assertThat(versions()).containsExactly("9.9.9");
		release.assertInvariants();
	}

	/** Returns once requests are counted. */
	private static LabRun load(Path folder, int rate, int seconds) throws IOException {
		URI url = release.url();
		LabRun run = LabRun.start(folder, "--url", url.toString(), "--allow-remote", url.getHost(), "--scenario",
				"shop", "--shape", "constant:rate=%d/s,for=%ds".formatted(rate, seconds));
		await().atMost(Duration.ofSeconds(30)).until(run::isRecording);
		return run;
	}

	/**
	 * The load goes on for some seconds, in which a loss after the last disturbance shows
	 * and no request waits for long.
	 */
	private static void awaitCalm(LabRun run) {
		int end = run.seconds().size() + 15;
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofSeconds(1))
			.until(() -> run.isRecording() && run.seconds().size() >= end);
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

	/** The uids of all pods that are not terminating. */
	private static Set<String> pods() {
		return Stream.concat(Release.SERVICES.stream(), Stream.of("postgresql"))
			.flatMap((part) -> release.pods(part).stream())
			.map((pod) -> pod.at("/metadata/uid").asString())
			.collect(Collectors.toSet());
	}

	private static Set<String> versions() {
		return release
			.kubectl("get", "deployments,statefulsets", "--output",
					"jsonpath={.items[*].metadata.labels.app\\.kubernetes\\.io/version}")
			.lines()
			.flatMap((line) -> Stream.of(line.split(" ")))
			.collect(Collectors.toSet());
	}

	private static Path ofAnotherVersion(Path chart) throws IOException {
		try (Stream<Path> files = Files.walk(Release.CHART)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path target = chart.resolve(Release.CHART.relativize(file));
				Files.createDirectories(target.getParent());
				Files.copy(file, target);
			}
		}
		for (String file : List.of("Chart.yaml", "charts/service/Chart.yaml")) {
			Path path = chart.resolve(file);
			Files.writeString(path, Files.readString(path).replaceAll("(?m)^( *version|appVersion): .*", "$1: 9.9.9"));
		}
		return chart;
	}

	private static String failures(LabRun run) {
		List<String> seconds = run.seconds()
			.stream()
			.filter((second) -> second.path("errors").asInt() > 0)
			.map((second) -> second.get("t") + " s: " + second.get("statuses"))
			.toList();
		return run.output() + "\nfailed: " + seconds;
	}

	private static int number(String variable, int otherwise) {
		return Integer.parseInt(System.getenv().getOrDefault(variable, String.valueOf(otherwise)));
	}

}
