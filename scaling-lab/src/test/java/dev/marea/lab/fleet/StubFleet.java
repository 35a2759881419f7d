package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.marea.lab.observe.ObservedEvent;

/** A fleet of stubs in a temporary folder, and its state from outside. */
public final class StubFleet {

	/** PostgreSQL's programs, unpacked once for all tests. */
	public static final Path CACHE = Path.of("target", "postgresql").toAbsolutePath();

	/** Requests of a busy second in a trace; only the ratio to a quiet one counts. */
	private static final int BUSY = 10;

	private static final String HPA = """
			apiVersion: autoscaling/v2
			kind: HorizontalPodAutoscaler
			metadata: { name: worker }
			spec:
			  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: worker }
			  minReplicas: 1
			  maxReplicas: 6
			  metrics:
			    - type: Pods
			      pods:
			        metric: { name: http_requests_per_second }
			        target: { type: AverageValue, averageValue: "8" }
			  behavior:
			    scaleDown: { stabilizationWindowSeconds: 2 }
			""";

	private static final String DEMO = """
			demo:
			  scenario: scenario.yaml
			  trace: trace.csv
			  credit: A made-up day.
			  hpa: hpa.yaml
			  sync: 1s
			  window: 2s
			  peak: %s
			  target: 0.4
			  slow: Each worker serves 2 requests at once.
			""";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final Path folder;

	final List<ObservedEvent> events = Collections.synchronizedList(new ArrayList<>());

	public StubFleet(Path folder) {
		this.folder = folder;
	}

	public Path state() {
		return this.folder.resolve("state");
	}

	/** Two services: a scaled one and an edge; with a database if wanted. */
	public Path write(boolean database) throws IOException {
		String stub = """
				    command: ["${java}", -Xmx32m, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -cp, "%s", dev.marea.lab.fleet.StubService]
				    ready: "http://127.0.0.1:${management}/ready"
				    metrics: {url: "http://127.0.0.1:${management}/metrics", requests: stub_requests_total}
				    grace: 5s
				"""
			.formatted(Path.of("target", "test-classes").toAbsolutePath());
		String env = "    env: {NAME: \"${instance}\", PORT: \"${port}\", MANAGEMENT: \"${management}\", HOLD: \"${folder}/hold\"%s}\n";
		String db = database ? ", URL: \"${db.things.url}\", PASSWORD: \"${db.things.password}\"" : "";
		String text = "name: stubs\nentry: edge\n" + (database ? "databases: [things]\n" : "")
				+ "services:\n  worker:\n" + stub + env.formatted(db) + "    scale: {min: 1, max: 4}\n  edge:\n" + stub
				+ env.formatted("");
		return Files.writeString(this.folder.resolve("fleet.yaml"), text);
	}

	/**
	 * The traffic of a day that is quiet, busy and quiet again.
	 * @param before seconds until it is busy
	 * @param busy seconds in which it is
	 * @param after seconds from then on
	 * @param quiet requests of a quiet second, where a busy one has 10
	 */
	public static String trace(int before, int busy, int after, int quiet) {
		StringBuilder trace = new StringBuilder("second,requests\n");
		for (int second = 0; second < before + busy + after; second++) {
			boolean rush = second >= before && second < before + busy;
			trace.append(second).append(',').append(rush ? BUSY : quiet).append('\n');
		}
		return trace.toString();
	}

	/**
	 * A fleet with a demonstration that takes seconds: an edge that hands on to workers,
	 * each of which serves 2 requests at once.
	 * @param trace the day's traffic as CSV
	 * @param peak how many instances the busiest second needs, 1 or more
	 * @param demo further lines of the demonstration
	 * @param worker additional variables of the workers, such as {@code LOSES: yes}
	 * @param edge further variables of the edge
	 * @param requests additional requests of a visitor, beside those that succeed
	 */
	public Path writeDemo(String trace, double peak, String demo, String worker, String edge, String requests)
			throws IOException {
		String stub = """
				    command: ["${java}", -Xmx64m, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -XX:-UsePerfData, -Djdk.httpclient.keepalive.timeout=5, "-Dfleet=${folder}", -cp, "%s", dev.marea.lab.fleet.StubService]
				    ready: "http://127.0.0.1:${management}/ready"
				    metrics: {url: "http://127.0.0.1:${management}/metrics", requests: stub_requests_total, in-flight: stub_requests_in_flight}
				    grace: 60s
				"""
			.formatted(Path.of("target", "test-classes").toAbsolutePath());
		String env = "    env: {NAME: \"${instance}\", PORT: \"${port}\", MANAGEMENT: \"${management}\", %s}\n";
		Files.writeString(this.folder.resolve("trace.csv"), trace);
		Files.writeString(this.folder.resolve("hpa.yaml"), HPA);
		Files.writeString(this.folder.resolve("scenario.yaml"),
				"requests:\n  - { name: plain, path: /, weight: 20 }\n" + requests);
		return Files.writeString(this.folder.resolve("fleet.yaml"),
				"name: stubs\nentry: edge\nservices:\n  worker:\n" + stub
						+ env.formatted(
								"CONCURRENCY: \"2\", WAIT: \"${demo.wait}\", PATIENCE: \"${demo.patience}\"" + worker)
						+ "    invariants: \"http://127.0.0.1:${management}/invariants\"\n"
						+ "    scale: {min: 1, max: 6}\n  edge:\n" + stub
						+ env.formatted("PEERS: \"${discovery}/worker.json\"" + edge) + DEMO.formatted(peak) + demo);
	}

	LocalFleet start(FleetFile file, boolean fresh) throws InterruptedException {
		LocalFleet fleet = LocalFleet.start(file, StateFolder.take(state(), fresh), CACHE, java.util.Map.of(),
				java.util.Map.of(), this.events::add);
		try {
			fleet.awaitReady();
			return fleet;
		}
		catch (RuntimeException ex) {
			fleet.close();
			throw ex;
		}
	}

	List<String> kinds(String instance) {
		synchronized (this.events) {
			return this.events.stream()
				.filter((event) -> instance.equals(event.instance()))
				.map(ObservedEvent::kind)
				.toList();
		}
	}

	/** The instances that discovery lists. */
	List<String> listed(String service) {
		try {
			String text = Files.readString(state().resolve("discovery").resolve(service + ".json"));
			return com.jayway.jsonpath.JsonPath.read(text, "$[*].labels.instance");
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	public static int get(String url) {
		try {
			return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
		catch (IOException ex) {
			return 0;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
