package dev.marea.lab.compose;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.marea.lab.run.RunFolder;
import tools.jackson.databind.JsonNode;

/**
 * Docker's API as engine 20.10 answered it, recorded with a project of one service
 * {@code web} that was scaled from two containers to three and to one, whose last was
 * killed.
 */
final class StubDocker implements AutoCloseable {

	static final String PROJECT = "marea-observe-try";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	/** The listed containers with Docker's description of each. */
	private final Map<String, String> containers = new ConcurrentHashMap<>();

	/** Described on request, though not listed yet. */
	private final Map<String, String> unlisted = new ConcurrentHashMap<>();

	private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();

	private final List<OutputStream> statistics = new CopyOnWriteArrayList<>();

	private volatile boolean broken;

	StubDocker() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	Docker connect() {
		return Docker.connect(DefaultDockerClientConfig.createDefaultConfigBuilder()
			.withDockerHost("tcp://127.0.0.1:" + this.server.getAddress().getPort())
			.withDockerTlsVerify(false)
			.build());
	}

	/** Lists these containers and no others. */
	void lists(String... containers) {
		this.containers.clear();
		for (String container : containers) {
			this.containers.put(id(container), container);
		}
	}

	/** A container in another state than the recorded one. */
	static String with(String container, String recorded, String instead) {
		String changed = container.replace(recorded, instead);
		if (changed.equals(container)) {
			throw new IllegalArgumentException("no " + recorded);
		}
		return changed;
	}

	void knows(String container) {
		this.unlisted.put(id(container), container);
	}

	static String id(String container) {
		return RunFolder.JSON.readTree(container).path("Id").asString();
	}

	static String recorded(String name) {
		try (InputStream in = StubDocker.class.getResourceAsStream(name)) {
			return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Sends the recorded events from one number to another, exclusive. */
	void tells(int from, int to) {
		for (String event : recorded("events.jsonl").lines().toList().subList(from, to)) {
			tells(event);
		}
	}

	void tells(String event) {
		for (OutputStream listener : this.listeners) {
			try {
				listener.write((event + "\n").getBytes(StandardCharsets.UTF_8));
				listener.flush();
			}
			catch (IOException ex) {
				// it hung up before
				this.listeners.remove(listener);
			}
		}
	}

	int listeners() {
		return this.listeners.size();
	}

	/** Stops telling of events. */
	void hangsUp() throws IOException {
		for (OutputStream listener : this.listeners) {
			this.listeners.remove(listener);
			listener.close();
		}
	}

	/** Ends the statistics of containers that still run. */
	void endsStatistics() throws IOException {
		for (OutputStream stream : this.statistics) {
			this.statistics.remove(stream);
			stream.close();
		}
	}

	/** Number of open statistics streams. */
	int statistics() {
		return this.statistics.size();
	}

	/** Answers only errors, or works again. */
	void breaks(boolean broken) {
		this.broken = broken;
	}

	private void answer(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (this.broken) {
			send(exchange, 500, "{\"message\":\"out of order\"}");
		}
		else if (path.equals("/_ping")) {
			send(exchange, 200, "OK");
		}
		else if (path.equals("/containers/json")) {
			send(exchange, 200, list());
		}
		else if (path.equals("/events")) {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().flush();
			this.listeners.add(exchange.getResponseBody());
		}
		else if (path.endsWith("/stats")) {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(recorded("stats.jsonl").getBytes(StandardCharsets.UTF_8));
			exchange.getResponseBody().flush();
			this.statistics.add(exchange.getResponseBody());
		}
		else {
			String id = path.split("/")[2];
			String container = this.containers.getOrDefault(id, this.unlisted.get(id));
			send(exchange, (container != null) ? 200 : 404,
					(container != null) ? container : "{\"message\":\"No such container: " + id + "\"}");
		}
	}

	private String list() {
		List<JsonNode> listed = RunFolder.JSON.readTree(recorded("containers.json")).valueStream().toList();
		return RunFolder.JSON.writeValueAsString(this.containers.keySet()
			.stream()
			.sorted()
			.map((id) -> Map.of("Id", id, "Names", List.of("/" + id), "Labels", listed.getFirst().path("Labels")))
			.toList());
	}

	private static void send(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
