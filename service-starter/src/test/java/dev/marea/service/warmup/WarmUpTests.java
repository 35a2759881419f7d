package dev.marea.service.warmup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.marea.service.web.WarmUpRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class WarmUpTests {

	private final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();

	private final AtomicBoolean behind = new AtomicBoolean();

	private HttpServer server;

	/** {@code /late} fails until the service behind it is ready. */
	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			String path = exchange.getRequestURI().getPath();
			boolean ok = !path.equals("/late") || this.behind.get();
			if (ok) {
				this.received.computeIfAbsent(path, (key) -> new AtomicInteger()).incrementAndGet();
			}
			exchange.sendResponseHeaders(ok ? 200 : 503, -1);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void sends_the_paths_that_failed_again_once_what_they_need_is_there() {
		ServletWebServerApplicationContext context = mock(ServletWebServerApplicationContext.class);
		WebServer web = mock(WebServer.class);
		given(web.getPort()).willReturn(this.server.getAddress().getPort());
		given(context.getWebServer()).willReturn(web);
		given(context.isActive()).willReturn(true);
		new WarmUp(new WarmUpProperties(List.of("/early", "/late"), 4, Duration.ofSeconds(60)), new WarmUpRequests(),
				context, InetAddress.getLoopbackAddress())
			.run(new DefaultApplicationArguments());
		assertThat(this.received).as("it does not wait for others").containsOnlyKeys("/early");
		this.behind.set(true);
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(this.received.get("/late")).hasValue(4));
		assertThat(this.received.get("/early")).hasValue(4);
	}

}
