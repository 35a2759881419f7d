package dev.marea.cloud.balancer.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * An instance of some service on a socket. A test can make it drain, die, hang and break
 * answers off. Its threads are platform threads: a socket on which a virtual thread waits
 * is closed only after that thread wakes up. {@link #kill()} and
 * {@link #dropConnections()} would then return too early.
 */
public class StubInstance implements AutoCloseable {

	private static final String DRAINING = "Instance-Draining: true\r\n";

	private final String name;

	private final ServerSocket server;

	private final Thread acceptor;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger count = new AtomicInteger();

	private volatile Function<Request, Answer> behaviour = (request) -> Answer.ok("{}");

	private volatile @Nullable Answer early;

	/**
	 * Bytes of a body to read before the early answer; with 0, the body is not requested.
	 */
	private volatile int wanted;

	private volatile boolean draining;

	private volatile String drainingHeader = "";

	private volatile boolean killed;

	private volatile boolean keepsRequests = true;

	public StubInstance(String name) {
		this.name = name;
		try {
			this.server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.acceptor = Thread.ofPlatform().daemon().start(this::accept);
	}

	/** The instance's group in a file of Prometheus' {@code file_sd}. */
	public String entry() {
		return "{\"targets\":[\"127.0.0.1:%d\"],\"labels\":{\"instance\":\"%s\"}}".formatted(port(), this.name);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/** Number of requests that were read completely, without the balancer's probes. */
	public int count() {
		return this.count.get();
	}

	public List<Request> requests() {
		return this.requests;
	}

	public void forget() {
		this.requests.clear();
		this.count.set(0);
	}

	/** Counts requests without keeping them, for load tests. */
	public StubInstance onlyCounting() {
		this.keepsRequests = false;
		return this;
	}

	public StubInstance answering(Function<Request, Answer> behaviour) {
		this.behaviour = behaviour;
		return this;
	}

	/** Answers after the headers and closes the connection without reading the body. */
	public StubInstance refusing(Answer early) {
		return refusing(early, 0);
	}

	/**
	 * Requests the body, reads its first bytes, answers, and closes. The connection is
	 * reset while the caller is still sending.
	 */
	public StubInstance refusing(Answer early, int wanted) {
		this.wanted = wanted;
		this.early = early;
		return this;
	}

	/**
	 * From now on every answer announces draining by {@code Instance-Draining} and ends
	 * its connection.
	 */
	public void drain() {
		this.drainingHeader = DRAINING;
		this.draining = true;
	}

	/**
	 * From now on every answer ends its connection, without the header: like an instance
	 * of an earlier version.
	 */
	public void drainByCloseAlone() {
		this.drainingHeader = "";
		this.draining = true;
	}

	/** Refuses connections, and further requests on open ones. */
	@Override
	public void close() {
		try {
			stopListening();
			for (Socket socket : this.sockets) {
				socket.shutdownInput();
			}
		}
		catch (IOException ex) {
			// The connection is closed already.
		}
	}

	/**
	 * Resets open connections and accepts new ones, like a restarted process.
	 */
	public void dropConnections() {
		this.sockets.forEach(StubInstance::reset);
	}

	/** Resets all connections and refuses new ones, like a killed process. */
	public void kill() {
		this.killed = true;
		try {
			stopListening();
			dropConnections();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns when {@link #sockets} has every accepted connection. */
	private void stopListening() throws IOException {
		this.server.close();
		try {
			this.acceptor.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				socket.setTcpNoDelay(true);
				this.sockets.add(socket);
				if (this.killed) {
					// The connection was accepted during the kill.
					reset(socket);
				}
				Thread.ofPlatform().daemon().start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// The server socket is closed.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream input = new BufferedInputStream(socket.getInputStream());
			OutputStream output = socket.getOutputStream();
			boolean open = true;
			while (open) {
				Request request = read(input, output);
				if (request == null) {
					return;
				}
				if (!request.target().equals("*")) {
					this.count.incrementAndGet();
					if (this.keepsRequests) {
						this.requests.add(request);
					}
				}
				Answer refusal = this.early;
				open = write(socket, output, request, (refusal != null) ? refusal : this.behaviour.apply(request))
						&& refusal == null;
			}
		}
		catch (IOException ex) {
			// The caller closed the connection, or the instance was killed.
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	private boolean write(Socket socket, OutputStream output, Request request, Answer answer) throws IOException {
		if (answer.end() == End.RESET) {
			reset(socket);
			return false;
		}
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" Stub\r\n");
		head.append("Served-By: ").append(this.name).append("\r\n");
		answer.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		if (this.draining) {
			head.append(this.drainingHeader).append("Connection: close\r\n");
		}
		boolean chunked = answer.end() == End.BREAKS_CHUNKED || answer.end() == End.CHUNKED
				|| answer.end() == End.TRAILER;
		if (chunked) {
			head.append("Transfer-Encoding: chunked\r\n");
		}
		else if (answer.status() != 204 && answer.status() != 304) {
			head.append("Content-Length: ").append(body.length).append("\r\n");
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
		if (!request.method().equals("HEAD")) {
			int length = switch (answer.end()) {
				case BREAKS -> body.length / 2;
				case BREAKS_EARLY -> Math.min(100, body.length);
				case BREAKS_AFTER_HEADERS, STALLS -> 0;
				default -> body.length;
			};
			if (chunked) {
				bytes.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
			}
			bytes.write(body, 0, length);
			if (answer.end() == End.CHUNKED) {
				bytes.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			}
			if (answer.end() == End.TRAILER) {
				bytes.write("\r\n0\r\nBody-Sum: 7\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			}
		}
		output.write(bytes.toByteArray());
		output.flush();
		if (answer.end() == End.STALLS) {
			return socket.getInputStream().read() >= 0;
		}
		return !this.draining
				&& (answer.end() == End.WHOLE || answer.end() == End.CHUNKED || answer.end() == End.TRAILER)
				&& !"close".equals(answer.headers().get("Connection"));
	}

	private @Nullable Request read(InputStream input, OutputStream output) throws IOException {
		String first = line(input);
		if (first == null) {
			return null;
		}
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line = line(input); line != null && !line.isEmpty(); line = line(input)) {
			int colon = line.indexOf(':');
			headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
					(one, other) -> one + ", " + other);
		}
		String[] parts = first.split(" ");
		if (this.early != null && this.wanted == 0) {
			return new Request(parts[0], parts[1], headers, new byte[0]);
		}
		if (headers.containsKey("expect")) {
			output.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
		}
		if (this.early != null) {
			return new Request(parts[0], parts[1], headers, input.readNBytes(this.wanted));
		}
		byte[] body = "chunked".equals(headers.get("transfer-encoding")) ? chunks(input)
				: input.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
		return new Request(parts[0], parts[1], headers, body);
	}

	private static byte[] chunks(InputStream input) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		while (true) {
			int length = Integer.parseInt(String.valueOf(line(input)), 16);
			body.write(input.readNBytes(length));
			line(input);
			if (length == 0) {
				return body.toByteArray();
			}
		}
	}

	private static @Nullable String line(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = input.read(); c != '\n'; c = input.read()) {
			if (c < 0) {
				return null;
			}
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// The connection is closed already.
		}
	}

	/**
	 * How an answer ends.
	 */
	public enum End {

		/** Complete, with a length. */
		WHOLE,

		/** Complete, without a length. */
		CHUNKED,

		/**
		 * Complete, without a length, and with the field {@code Body-Sum} after the body.
		 */
		TRAILER,

		/** Half of the body is missing. */
		BREAKS,

		/** The last chunk is missing. */
		BREAKS_CHUNKED,

		/** The whole body is missing. */
		BREAKS_AFTER_HEADERS,

		/** Only the first 100 bytes of the body are sent. */
		BREAKS_EARLY,

		/** Only the headers are sent, and no further byte until the caller gives up. */
		STALLS,

		/** The request is read, and then the connection is reset without an answer. */
		RESET

	}

	/**
	 * A received request; the names of headers are in lower case.
	 */
	public record Request(String method, String target, Map<String, String> headers, byte[] body) {
	}

	/**
	 * An answer to send.
	 */
	public record Answer(int status, Map<String, String> headers, String body, End end) {

		public static Answer ok(String json) {
			return new Answer(200, Map.of("Content-Type", "application/json"), json, End.WHOLE);
		}

		public static Answer of(int status, Map<String, String> headers, String body) {
			return new Answer(status, headers, body, End.WHOLE);
		}

		public Answer ending(End end) {
			return new Answer(this.status, this.headers, this.body, end);
		}

	}

}
