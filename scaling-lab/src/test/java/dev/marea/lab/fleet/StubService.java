package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * A service for the fleet's tests: answers its name, counts its requests, says on its
 * management port whether it is ready, halts on {@code /crash}, drains on SIGTERM.
 */
public final class StubService {

	private static final AtomicInteger requests = new AtomicInteger();

	private static volatile boolean draining;

	private StubService() {
	}

	public static void main(String[] args) throws IOException {
		String name = System.getenv().getOrDefault("NAME", "stub");
		if (System.getenv("FAIL") != null) {
			System.out.println("this stub never starts");
			System.exit(3);
		}
		System.out.println("database " + System.getenv("URL") + " " + System.getenv("PASSWORD"));
		HttpServer service = server(System.getenv("PORT"));
		service.createContext("/", answer(() -> {
			requests.incrementAndGet();
			return name;
		}));
		service.createContext("/crash", (exchange) -> Runtime.getRuntime().halt(7));
		HttpServer management = server(System.getenv("MANAGEMENT"));
		management.createContext("/ready", (exchange) -> send(exchange, draining ? 503 : 200, "ready"));
		management.createContext("/metrics",
				answer(() -> "# TYPE stub_requests_total counter\nstub_requests_total{method=\"GET\",status=\"200\"} "
						+ requests.get() + ".0\n"));
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			draining = true;
			System.out.println("draining");
			pause(Long.parseLong(System.getenv().getOrDefault("DRAIN", "300")));
			System.out.println("drained");
		}));
		service.start();
		management.start();
		System.out.println("started");
	}

	private static HttpServer server(String port) throws IOException {
		HttpServer server = HttpServer
			.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		return server;
	}

	private static HttpHandler answer(Answer answer) {
		return (exchange) -> send(exchange, 200, answer.get());
	}

	private static void send(HttpExchange exchange, int status, String text) throws IOException {
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

}
