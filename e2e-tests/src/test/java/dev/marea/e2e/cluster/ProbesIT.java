package dev.marea.e2e.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An outage of the database is a 503 answer, and a hanging process is restarted.
 */
@RequiresCluster
class ProbesIT {

	private static Release release;

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeAll
	static void install() {
		release = Release.installSmall("marea-probes");
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@Test
	void a_database_that_is_gone_is_a_503_and_restarts_nobody() throws Exception {
		String database = "statefulset/" + Release.NAME + "-postgresql";
		release.kubectl("scale", database, "--replicas", "0");
		await().atMost(Duration.ofMinutes(2)).until(() -> products().statusCode() == 503);
		HttpResponse<String> answer = products();
		assertThat(answer.headers().firstValue("Retry-After")).isPresent();
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(release.pods("catalog-service")).allMatch(Release::isReady);
		assertThat(release.pods("order-service")).allMatch(Release::isReady);
		release.kubectl("scale", database, "--replicas", "1");
		await().atMost(Duration.ofMinutes(2)).until(() -> products().statusCode() == 200);
		for (String service : Release.SERVICES) {
			assertThat(release.pods(service)).as(service).allMatch((pod) -> Release.restarts(pod) == 0);
		}
		release.assertInvariants();
	}

	@Test
	void a_process_that_hangs_is_restarted() {
		JsonNode pod = release.pods("order-service").getFirst();
		int before = Release.restarts(pod);
		hang(pod);
		await().atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofSeconds(1))
			.until(() -> release.pods("order-service")
				.stream()
				.anyMatch((now) -> Release.restarts(now) == before + 1 && Release.isReady(now)));
	}

	/**
	 * Stops every process of a pod from the node: no process inside can stop a
	 * container's first process.
	 */
	private static void hang(JsonNode pod) {
		String uid = pod.at("/metadata/uid").asString();
		String script = "for p in /proc/[0-9]*; do grep -qE '%s|%s' $p/cgroup 2>/dev/null && grep -q java $p/comm && kill -STOP ${p#/proc/}; done; echo stopped"
			.formatted(uid, uid.replace('-', '_'));
		String overrides = """
				{"spec": {"nodeName": "%s", "hostPID": true, "containers": [{"name": "hang", "image": "%s",
				"command": ["sh", "-c", "%s"], "securityContext": {"privileged": true, "runAsUser": 0}}]}}
				""".formatted(pod.at("/spec/nodeName").asString(), Release.CURL, script.replace("\"", "\\\""));
		release.runOnce("marea-hang", overrides, "--namespace", "kube-system");
	}

	private HttpResponse<String> products() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(release.url() + "/api/catalog/products?limit=1"))
			.timeout(Duration.ofSeconds(20))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString());
	}

}
