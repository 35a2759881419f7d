package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * A service for the fleet's tests: answers its name, counts its requests, says on its
 * management port whether it is ready, halts on {@code /crash}, drains on SIGTERM. Its
 * environment makes it an edge, gives it a capacity limit or a fault.
 */
public final class StubService {

	private static final String NAME = env("NAME", "stub");

	/** More connections may wait to be accepted than a test opens at once. */
	private static final int BACKLOG = 1024;

	private static final AtomicInteger requests = new AtomicInteger();

	private static final AtomicInteger inFlight = new AtomicInteger();

	/** Requests served at once. */
	private static final Semaphore permits = new Semaphore(Integer.parseInt(env("CONCURRENCY", "1000")), true);

	private static final long WAIT = millis("WAIT", "0ms");

	private static final long PATIENCE = millis("PATIENCE", "0ms");

	/** A file: a stub that starts while it is there is not ready until it is gone. */
	private static final Path HOLD = Path.of(env("HOLD", "nowhere"));

	private static final boolean held = Files.exists(HOLD);

	private static volatile boolean ready = true;

	private static volatile boolean draining;

	private StubService() {
	}

	public static void main(String[] args) throws IOException {
		System.setProperty("sun.net.httpserver.nodelay", "true");
		if (System.getenv("FAIL") != null) {
			System.out.println("this stub never starts");
			System.exit(3);
		}
		System.out.println("database " + System.getenv("URL") + " " + System.getenv("PASSWORD"));
		System.out.println("waits " + System.getenv("WAIT"));
		HttpServer service = server(System.getenv("PORT"));
		String peers = System.getenv("PEERS");
		service.createContext("/", (peers != null) ? new Edge(Path.of(peers)) : StubService::serve);
		// answered at once, however many requests are in flight
		service.createContext("/status/", (exchange) -> {
			String path = exchange.getRequestURI().getPath();
			send(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)), NAME);
		});
		if (peers != null) {
			service.removeContext("/status/");
		}
		service.createContext("/crash", (exchange) -> Runtime.getRuntime().halt(7));
		service.createContext("/unready", answer(() -> {
			ready = false;
			return NAME;
		}));
		service.createContext("/ready", answer(() -> {
			ready = true;
			return NAME;
		}));
		HttpServer management = server(System.getenv("MANAGEMENT"));
		management.createContext("/ready", (exchange) -> send(exchange, isReady() ? 200 : 503, "ready"));
		management.createContext("/metrics",
				answer(() -> "# TYPE stub_requests_total counter\nstub_requests_total{method=\"GET\",status=\"200\"} "
						+ requests.get() + ".0\nstub_requests_in_flight " + inFlight.get() + ".0\n"));
		management.createContext("/invariants",
				answer(() -> "{\"invariants\":{\"nothing-lost\":" + (System.getenv("LOSES") == null) + "}}"));
		Runtime.getRuntime().addShutdownHook(new Thread(StubService::drain));
		service.start();
		management.start();
		System.out.println("started");
	}

	private static boolean isReady() {
		return ready && !draining && !(held && Files.exists(HOLD));
	}

	/** Serves for a while longer, and until the requests in flight are answered. */
	private static void drain() {
		draining = true;
		System.out.println("draining");
		pause(millis("DRAIN", "300ms"));
		while (inFlight.get() > 0) {
			pause(10);
		}
		System.out.println("drained");
	}

	/** A request waits for a permit, is served, and then counted. */
	private static void serve(HttpExchange exchange) throws IOException {
		if (draining && System.getenv("REFUSES_WHEN_DRAINING") != null) {
			send(exchange, 503, NAME);
			return;
		}
		inFlight.incrementAndGet();
		try {
			if (!permits.tryAcquire(PATIENCE, TimeUnit.MILLISECONDS)) {
				send(exchange, 503, NAME);
				return;
			}
			try {
				pause(WAIT);
			}
			finally {
				permits.release();
			}
			requests.incrementAndGet();
			send(exchange, 200, NAME);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			inFlight.decrementAndGet();
		}
	}

	private static String env(String name, String otherwise) {
		return System.getenv().getOrDefault(name, otherwise);
	}

	private static long millis(String name, String otherwise) {
		return Long.parseLong(env(name, otherwise).replace("ms", ""));
	}

	private static HttpServer server(String port) throws IOException {
		HttpServer server = HttpServer
			.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), BACKLOG);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		return server;
	}

	private static HttpHandler answer(Answer answer) {
		return (exchange) -> send(exchange, 200, answer.get());
	}

	private static void send(HttpExchange exchange, int status, String text) throws IOException {
		if (!exchange.getResponseHeaders().containsKey("Served-By")) {
			exchange.getResponseHeaders().set("Served-By", NAME);
		}
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private static void pause(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private interface Answer {

		String get();

	}

	/** Forwards each request to the next listed instance. */
	private static final class Edge implements HttpHandler {

		private static final Pattern TARGET = Pattern.compile("127\\.0\\.0\\.1:\\d+(?=\"])");

		/** Learns so late, in nanoseconds, which instances come and go. */
		private static final long LATE = TimeUnit.MILLISECONDS.toNanos(millis("LATE", "0ms"));

		private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

		private final Path list;

		private final AtomicInteger turn = new AtomicInteger();

		/** The list that is used, and those that were read since. */
		private final Deque<Listed> lists = new ArrayDeque<>(List.of(new Listed(0, List.of())));

		Edge(Path list) {
			this.list = list;
		}

		private synchronized List<String> peers() throws IOException {
			long now = System.nanoTime();
			List<String> read = TARGET.matcher(Files.readString(this.list)).results().map(MatchResult::group).toList();
			if (!read.equals(this.lists.getLast().peers())) {
				this.lists.addLast(new Listed(now, read));
			}
			while (this.lists.size() > 1
					&& (this.lists.getFirst().peers().isEmpty() || now - second().since() >= LATE)) {
				this.lists.removeFirst();
			}
			return this.lists.getFirst().peers();
		}

		private Listed second() {
			return this.lists.stream().skip(1).findFirst().orElseThrow();
		}

		@Override
		public void handle(HttpExchange exchange) throws IOException {
			requests.incrementAndGet();
			inFlight.incrementAndGet();
			try {
				List<String> peers = peers();
				int first = this.turn.getAndIncrement();
				for (int i = 0; i < peers.size(); i++) {
					if (handled(exchange, peers.get(Math.floorMod(first + i, peers.size())))) {
						return;
					}
				}
				send(exchange, 502, "nobody answers");
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				inFlight.decrementAndGet();
			}
		}

		/** Without a connection, the next instance is asked. */
		private boolean handled(HttpExchange exchange, String peer) throws IOException, InterruptedException {
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + peer + exchange.getRequestURI()))
				.build();
			HttpResponse<String> response;
			try {
				response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			}
			catch (ConnectException ex) {
				return false;
			}
			catch (IOException ex) {
				send(exchange, 502, "the answer broke off");
				return true;
			}
			response.headers()
				.firstValue("Served-By")
				.ifPresent((name) -> exchange.getResponseHeaders().set("Served-By", name));
			send(exchange, response.statusCode(), response.body());
			return true;
		}

		/**
		 * Instances that are listed.
		 *
		 * @param since when that was first read, on {@code System.nanoTime()}'s clock
		 */
		private record Listed(long since, List<String> peers) {

		}

	}

}
