package dev.marea.e2e.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.marea.e2e.Command;
import dev.marea.e2e.LabRun;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * The shop, installed by {@code helm install} into its own namespace, which enforces the
 * restricted standard. Closing it deletes the namespace, without waiting.
 */
final class Release implements AutoCloseable {

	static final List<String> SERVICES = List.of("gateway-service", "catalog-service", "order-service");

	static final String NAME = "marea";

	/**
	 * For rollouts without load: no request is lost by a DNS name that is not known yet.
	 */
	static final String AT_ONCE = "catalog-service.rollout.minReadySeconds=0";

	/** Needs no volume, of which a small cluster has few. */
	static final String WITHOUT_VOLUME = "postgresql.persistence.enabled=false";

	/** An image with a shell and curl. */
	static final String CURL = "curlimages/curl:8.22.0";

	private static final JsonMapper JSON = new JsonMapper();

	static final Path CHART = Path.of("../helm/marea").toAbsolutePath().normalize();

	private static final String TIMEOUT = "5m";

	/** One instance of each service, without autoscaling and with small requests. */
	private static final List<String> SMALL = Stream.concat(Stream.of(AT_ONCE),
			SERVICES.stream()
				.flatMap((service) -> Stream.of(service + ".replicas=1", service + ".autoscaling.enabled=false",
						service + ".resources.requests.cpu=50m")))
		.toList();

	private final String namespace;

	private Release(String namespace) {
		this.namespace = namespace;
	}

	/**
	 * Installs it with values of the form {@code a.b=c} and waits until everything is
	 * ready.
	 */
	static Release install(String namespace, String... values) {
		Release release = new Release(namespace);
		try {
			release.createNamespace();
			release.installChart(values);
			return release;
		}
		catch (RuntimeException | Error ex) {
			release.explain(ex);
			release.close();
			throw ex;
		}
	}

	/**
	 * Adds what the pods, their events and the lab's Job say, which are gone when the
	 * test is read.
	 */
	private void explain(Throwable failure) {
		try {
			failure.addSuppressed(new IllegalStateException(
					kubectl("get", "pods") + kubectl("get", "events", "--field-selector", "type=Warning")
							+ kubectl("logs", "--selector", "app.kubernetes.io/name=scaling-lab", "--tail", "60")));
		}
		catch (RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Installs it with one instance of each service, for tests that only need a running
	 * shop. This leaves room for other tests.
	 */
	static Release installSmall(String namespace, String... values) {
		return install(namespace, Stream.concat(SMALL.stream(), Stream.of(values)).toArray(String[]::new));
	}

	/** Installs it into its namespace, first or after {@code helm uninstall}. */
	void installChart(String... values) {
		helm(Stream.concat(Stream.of("install", NAME, CHART.toString(), "--wait", "--timeout", TIMEOUT, "--set",
				"gateway-service.service.type=NodePort"), set(values))
			.toArray(String[]::new));
	}

	private void createNamespace() {
		run(List.of("kubectl", "delete", "namespace", this.namespace, "--ignore-not-found", "--timeout", "3m"));
		run(List.of("kubectl", "create", "namespace", this.namespace));
		run(List.of("kubectl", "label", "namespace", this.namespace, "pod-security.kubernetes.io/enforce=restricted"));
	}

	/** Upgrades it with additional values and waits. */
	String upgrade(String... values) {
		return upgradeTo(CHART, set(values).toArray(String[]::new));
	}

	/** Upgrades it to a copy of the chart, with further options, and waits. */
	String upgradeTo(Path chart, String... options) {
		return helm(Stream
			.concat(Stream.of("upgrade", NAME, chart.toString(), "--reuse-values", "--wait", "--timeout", TIMEOUT),
					Stream.of(options))
			.toArray(String[]::new));
	}

	private static Stream<String> set(String... values) {
		return Stream.of(values).flatMap((value) -> Stream.of("--set", value));
	}

	/** {@code helm} in the release's namespace. */
	String helm(String... arguments) {
		return run(command("helm", arguments));
	}

	/** {@code kubectl} in the release's namespace. */
	String kubectl(String... arguments) {
		return run(command("kubectl", arguments));
	}

	/**
	 * The output of a pod of {@link #CURL} that runs once, in the release's namespace
	 * unless the options name another.
	 */
	String runOnce(String pod, String overrides, String... options) {
		return kubectl(Stream
			.concat(Stream.of("run", pod, "--rm", "--attach", "--quiet", "--restart", "Never", "--image", CURL,
					"--overrides", overrides), Stream.of(options))
			.toArray(String[]::new));
	}

	JsonNode get(String kind, String name) {
		return JSON.readTree(kubectl("get", kind, name, "--output", "json"));
	}

	/** Pods of a service that are not terminating. */
	List<JsonNode> pods(String service) {
		return JSON
			.readTree(kubectl("get", "pods", "--selector", "app.kubernetes.io/name=" + service, "--output", "json"))
			.get("items")
			.valueStream()
			.filter((pod) -> !pod.get("metadata").has("deletionTimestamp"))
			.toList();
	}

	static boolean isReady(JsonNode pod) {
		return pod.at("/status/conditions")
			.valueStream()
			.anyMatch((condition) -> condition.get("type").asString().equals("Ready")
					&& condition.get("status").asString().equals("True"));
	}

	static int restarts(JsonNode pod) {
		return pod.at("/status/containerStatuses/0/restartCount").asInt();
	}

	static String name(JsonNode object) {
		return object.at("/metadata/name").asString();
	}

	static String deployment(String service) {
		return "deployment/" + NAME + "-" + service;
	}

	void restart(String service) {
		kubectl("rollout", "restart", deployment(service));
		kubectl("rollout", "status", deployment(service), "--timeout", TIMEOUT);
	}

	/**
	 * Evicts a pod, as the drain of a node does: an eviction that the disruption budget
	 * refuses for the moment is tried again.
	 */
	void evict(String pod) {
		String path = "/api/v1/namespaces/%s/pods/%s/eviction".formatted(this.namespace, pod);
		String eviction = """
				{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s", "namespace": "%s"}}
				""".formatted(pod, this.namespace);
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> Command.run(List.of("kubectl", "create", "--raw", path, "-f", "-"), eviction));
	}

	/** Waits until a service has exactly this number of pods, all ready. */
	void awaitReady(String service, int pods) {
		await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
			List<JsonNode> all = pods(service);
			assertThat(all).hasSize(pods).allMatch(Release::isReady);
		});
	}

	/**
	 * The gateway's address from outside: MAREA_CLUSTER_URL, or a node's address and the
	 * gateway's port on it.
	 */
	URI url() {
		String given = System.getenv("MAREA_CLUSTER_URL");
		if (given != null) {
			return URI.create(given);
		}
		JsonNode node = JSON.readTree(kubectl("get", "nodes", "--output", "json")).at("/items/0");
		String address = node.at("/status/addresses")
			.valueStream()
			.filter((each) -> each.get("type").asString().equals("InternalIP"))
			.map((each) -> each.get("address").asString())
			.findFirst()
			.orElseThrow();
		int port = get("service", NAME + "-gateway-service").at("/spec/ports/0/nodePort").asInt();
		return URI.create("http://" + address + ":" + port);
	}

	/**
	 * JVMs that have just been installed are slow until their code is compiled, and here
	 * they share one machine. What that costs is not the question of a test that counts
	 * losses: it begins once nearly all requests of its load are answered within a
	 * second.
	 * @param folder where the runs of the lab are kept
	 * @param rate requests per second
	 */
	void awaitWarm(Path folder, int rate) throws IOException, InterruptedException {
		JsonNode summary = null;
		for (int round = 1; round <= 18; round++) {
			summary = warmUp(folder.resolve("warm-" + round), (round == 1) ? Math.min(rate, 15) : rate);
			if (round > 1 && summary.get("dropped").asLong() == 0 && summary.get("p99").asDouble() <= 1000) {
				return;
			}
		}
		fail("the shop does not answer " + rate + " requests a second: " + summary);
	}

	private JsonNode warmUp(Path folder, int rate) throws IOException, InterruptedException {
		URI url = url();
		try (LabRun run = LabRun.start(folder, "--url", url.toString(), "--allow-remote", url.getHost(), "--scenario",
				"shop", "--shape", "constant:rate=" + rate + "/s,for=10s")) {
			return run.summary();
		}
	}

	/**
	 * An answer of a service's management port. Network policies close this port to all
	 * but the pod's node.
	 */
	JsonNode ask(String service, int managementPort, String path) {
		String pod = name(pods(service).stream().filter(Release::isReady).findFirst().orElseThrow());
		try {
			Process forward = new ProcessBuilder(command("kubectl", "port-forward", "pod/" + pod, ":" + managementPort))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			try (BufferedReader output = forward.inputReader(); HttpClient http = HttpClient.newHttpClient()) {
				String line = String.valueOf(output.readLine());
				assertThat(line).startsWith("Forwarding from 127.0.0.1:");
				String port = line.replaceFirst(".*:(\\d+) -> .*", "$1");
				HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
					.timeout(Duration.ofSeconds(30))
					.build();
				return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
			}
			finally {
				forward.destroy();
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/** All invariants hold, once the requests in flight have ended. */
	void assertInvariants() {
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
			for (JsonNode answer : List.of(ask("catalog-service", 9081, "/actuator/invariants"),
					ask("order-service", 9082, "/actuator/invariants"))) {
				assertThat(answer.get("violations")).as(answer::toString).isEmpty();
				assertThat(answer.get("invariants")).as(answer::toString).isNotEmpty().allMatch(JsonNode::asBoolean);
			}
		});
	}

	private List<String> command(String tool, String... arguments) {
		List<String> command = new ArrayList<>(List.of(tool, "--namespace", this.namespace));
		command.addAll(List.of(arguments));
		return command;
	}

	private static String run(List<String> command) {
		return Command.run(command);
	}

	@Override
	public void close() {
		run(List.of("kubectl", "delete", "namespace", this.namespace, "--ignore-not-found", "--wait=false"));
	}

}
