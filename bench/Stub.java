import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A service for the benches, on loopback only: java bench/Stub.java PORT [PATH=MILLISECONDS]...
 * A path answers after its time, any other at once. It counts requests by the value of their query s=, which GET /counts
 * prints.
 */
class Stub {

	private static final ConcurrentMap<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

	public static void main(String[] arguments) throws IOException {
		System.setProperty("sun.net.httpserver.nodelay", "true");
		System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
		Map<String, Long> times = new HashMap<>();
		for (int i = 1; i < arguments.length; i++) {
			String[] time = arguments[i].split("=", 2);
			times.put(time[0], Long.parseLong(time[1]));
		}
		int port = Integer.parseInt(arguments[0]);
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", (exchange) -> answer(exchange, times));
		server.start();
	}

	private static void answer(HttpExchange exchange, Map<String, Long> times) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String query = exchange.getRequestURI().getQuery();
		byte[] body = "ok\n".getBytes(StandardCharsets.US_ASCII);
		if (path.equals("/counts")) {
			StringBuilder counts = new StringBuilder();
			new TreeMap<>(COUNTS).forEach((s, count) -> counts.append(s).append(' ').append(count).append('\n'));
			body = counts.toString().getBytes(StandardCharsets.US_ASCII);
		}
		else if (query != null && query.startsWith("s=")) {
			COUNTS.computeIfAbsent(query.substring(2), (s) -> new LongAdder()).increment();
		}
		try (exchange) {
			Thread.sleep(times.getOrDefault(path, 0L));
			boolean head = exchange.getRequestMethod().equals("HEAD");
			exchange.sendResponseHeaders(200, (head || body.length == 0) ? -1 : body.length);
			if (!head) {
				exchange.getResponseBody().write(body);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
