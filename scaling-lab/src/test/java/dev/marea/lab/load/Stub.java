package dev.marea.lab.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A service that takes a given time for each answer and can stall. Run as a program, it
 * serves comparisons with other tools: {@code Stub PORT MILLISECONDS}.
 */
class Stub implements AutoCloseable {

	static {
		System.setProperty("sun.net.httpserver.nodelay", "true");
		System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
	}

	@FunctionalInterface
	interface Handler {

		void handle(HttpExchange exchange) throws Exception;

	}

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final AtomicInteger requests = new AtomicInteger();

	Stub(int port, Handler handler) {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			this.requests.incrementAndGet();
			try (exchange) {
				handler.handle(exchange);
			}
			catch (IOException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		this.server.start();
	}

	static Stub taking(Duration time) {
		return new Stub(0, (exchange) -> {
			sleep(time);
			answer(exchange, 200, "{\"ok\":true}");
		});
	}

	/**
	 * Answers at once. After a given number of requests, it answers none for a while.
	 */
	static Stub stalling(int after, Duration stall) {
		AtomicInteger count = new AtomicInteger();
		CountDownLatch over = new CountDownLatch(1);
		return new Stub(0, (exchange) -> {
			int number = count.incrementAndGet();
			if (number == after) {
				sleep(stall);
				over.countDown();
			}
			else if (number > after) {
				over.await();
			}
			answer(exchange, 200, "{\"ok\":true}");
		});
	}

	static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getRequestBody().readAllBytes();
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
	}

	private static void sleep(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	int requests() {
		return this.requests.get();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	public static void main(String[] args) {
		Duration time = Duration.ofMillis(Long.parseLong(args[1]));
		new Stub(Integer.parseInt(args[0]), (exchange) -> {
			sleep(time);
			answer(exchange, 200, "{\"ok\":true}");
		});
	}

}
