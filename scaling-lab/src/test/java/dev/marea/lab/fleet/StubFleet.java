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

import dev.marea.lab.observe.Happening;

/** A fleet of stubs in a temporary folder, and a look at it from outside. */
public final class StubFleet {

	static final Path CACHE = Path.of("target", "postgresql").toAbsolutePath();

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final Path folder;

	final List<Happening> happenings = Collections.synchronizedList(new ArrayList<>());

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
		String env = "    env: {NAME: \"${instance}\", PORT: \"${port}\", MANAGEMENT: \"${management}\"%s}\n";
		String db = database ? ", URL: \"${db.things.url}\", PASSWORD: \"${db.things.password}\"" : "";
		String text = "name: stubs\nentry: edge\n" + (database ? "databases: [things]\n" : "")
				+ "services:\n  worker:\n" + stub + env.formatted(db) + "    scale: {min: 1, max: 4}\n  edge:\n" + stub
				+ env.formatted("");
		return Files.writeString(this.folder.resolve("fleet.yaml"), text);
	}

	LocalFleet start(FleetFile file, boolean fresh) throws InterruptedException {
		LocalFleet fleet = LocalFleet.start(file, StateFolder.take(state(), fresh), CACHE, java.util.Map.of(),
				java.util.Map.of(), this.happenings::add);
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
		synchronized (this.happenings) {
			return this.happenings.stream()
				.filter((happening) -> instance.equals(happening.instance()))
				.map(Happening::kind)
				.toList();
		}
	}

	/** The instances that callers are told of. */
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
