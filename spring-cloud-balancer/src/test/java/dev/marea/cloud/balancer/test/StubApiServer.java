package dev.marea.cloud.balancer.test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * An API server for EndpointSlices. A test can stop it, make it forbid requests, forget
 * resource versions and fall silent.
 */
public class StubApiServer implements AutoCloseable {

	private static final String END = "";

	private final Map<String, EndpointSlice> slices = new TreeMap<>();

	private final List<BlockingQueue<String>> watches = new CopyOnWriteArrayList<>();

	private final AtomicInteger lists = new AtomicInteger();

	private final List<String> queries = new CopyOnWriteArrayList<>();

	private final int port;

	private @Nullable HttpServer server;

	private volatile boolean silent;

	private volatile boolean forbidden;

	private volatile boolean refusesWatches;

	public StubApiServer() {
		this.port = start(0);
	}

	private int start(int port) {
		try {
			HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
			started.createContext("/", this::answer);
			started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
			started.start();
			this.server = started;
			return started.getAddress().getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String url() {
		return "http://127.0.0.1:" + this.port;
	}

	/** Adds or changes a slice, and sends the event to all watches. */
	public synchronized void put(EndpointSlice slice) {
		EndpointSlice before = this.slices.put(slice.getMetadata().getName(), slice);
		tell((before != null) ? "MODIFIED" : "ADDED", Serialization.asJson(slice));
	}

	public synchronized void remove(String name) {
		EndpointSlice slice = this.slices.remove(name);
		tell("DELETED", Serialization.asJson(slice));
	}

	/** Forgets the resource versions that watches started from. */
	public void expire() {
		tell("ERROR", """
				{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,\
				"message":"too old resource version"}""");
		this.watches.forEach((watch) -> watch.add(END));
	}

	/** Drops all further events while watches stay open. */
	public void fallSilent() {
		this.silent = true;
		this.watches.clear();
	}

	public void forbid(boolean forbidden) {
		this.forbidden = forbidden;
	}

	public void refuseWatches(boolean refuses) {
		this.refusesWatches = refuses;
	}

	/** Closes all connections and refuses new ones. */
	public void goAway() {
		HttpServer running = this.server;
		if (running != null) {
			running.stop(0);
			this.watches.forEach((watch) -> watch.add(END));
			this.watches.clear();
			this.server = null;
		}
	}

	public void comeBack() {
		this.silent = false;
		start(this.port);
	}

	/** Number of list requests. */
	public int lists() {
		return this.lists.get();
	}

	/** Path and query of each list request. */
	public List<String> queries() {
		return this.queries;
	}

	/** Number of open watches. */
	public int watching() {
		return this.watches.size();
	}

	private void tell(String type, String object) {
		String line = "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, object);
		this.watches.forEach((watch) -> watch.add(line));
	}

	private void answer(HttpExchange exchange) throws IOException {
		String query = String.valueOf(exchange.getRequestURI().getQuery());
		if (this.forbidden) {
			send(exchange, 403, """
					{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,\
					"message":"endpointslices is forbidden"}""");
		}
		else if (query.contains("watch=true")) {
			watch(exchange, query);
		}
		else {
			this.queries.add(exchange.getRequestURI().getPath() + "?" + query);
			this.lists.incrementAndGet();
			send(exchange, 200, list());
		}
	}

	private synchronized String list() {
		return """
				{"kind":"EndpointSliceList","apiVersion":"discovery.k8s.io/v1","metadata":{"resourceVersion":"1"},\
				"items":[%s]}"""
			.formatted(String.join(",", this.slices.values().stream().map(Serialization::asJson).toList()));
	}

	private void watch(HttpExchange exchange, String query) throws IOException {
		if (this.refusesWatches) {
			send(exchange, 500, "{}");
			return;
		}
		int seconds = Integer.parseInt(query.replaceAll(".*timeoutSeconds=(\\d+).*", "$1"));
		BlockingQueue<String> lines = new LinkedBlockingQueue<>();
		this.watches.add(lines);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, 0);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		try (OutputStream body = exchange.getResponseBody()) {
			body.flush();
			String line = lines.poll(seconds, TimeUnit.SECONDS);
			while (line != null && !line.equals(END)) {
				body.write(line.getBytes(StandardCharsets.UTF_8));
				body.flush();
				line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
			while (this.silent) {
				lines.poll(1, TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.watches.remove(lines);
			exchange.close();
		}
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
		this.silent = false;
		goAway();
	}

}
