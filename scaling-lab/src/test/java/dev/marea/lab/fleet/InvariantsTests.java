package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.FleetStatus.State;
import dev.marea.lab.observe.Invariants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InvariantsTests {

	private final AtomicInteger asked = new AtomicInteger();

	private HttpServer server;

	@BeforeEach
	void serve() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void gathers_what_every_service_says() throws InterruptedException {
		answer("/catalog", 200, "{\"invariants\":{\"ledger-sums\":true}}");
		answer("/orders", 200,
				"{\"invariants\":{\"one-order-a-key\":false},\"violations\":[\"Key 7 made two orders.\"]}");
		Invariants invariants = fleet(member("catalog", "/catalog"), member("orders", "/orders")).invariants();
		assertThat(invariants.held()).isEqualTo(Map.of("ledger-sums", true, "one-order-a-key", false));
		assertThat(invariants.violations()).containsExactly("Key 7 made two orders.");
		assertThat(invariants.allHold()).isFalse();
	}

	@Test
	void asks_one_instance_of_a_service() throws InterruptedException {
		answer("/catalog", 200, "{\"invariants\":{\"ledger-sums\":true}}");
		fleet(member("catalog", "/catalog"), member("catalog", "/catalog")).invariants();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void takes_no_answer_for_a_broken_invariant() throws InterruptedException {
		answer("/catalog", 500, "{}");
		answer("/orders", 200, "no JSON");
		Invariants invariants = fleet(member("catalog", "/catalog"), member("orders", "/orders")).invariants();
		assertThat(invariants.held()).isEqualTo(Map.of("catalog answers", false, "orders answers", false));
		assertThat(invariants.violations()).hasSize(2).contains("catalog-1 answered 500.");
	}

	@Test
	void waits_for_what_settles() throws InterruptedException {
		this.server.createContext("/orders", (exchange) -> {
			boolean held = this.asked.incrementAndGet() > 1;
			byte[] body = ("{\"invariants\":{\"settled\":" + held + "}}").getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		assertThat(Invariants.settle(fleet(member("orders", "/orders"))::invariants, Duration.ofSeconds(30)).allHold())
			.isTrue();
	}

	private void answer(String path, int status, String body) {
		this.server.createContext(path, (exchange) -> {
			this.asked.incrementAndGet();
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, bytes.length);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
	}

	private Member member(String service, String path) {
		String url = "http://127.0.0.1:" + this.server.getAddress().getPort();
		return new Member(service + "-1", service, State.READY, 1L, 0, 0, url, null, url + path);
	}

	private static FleetStatus fleet(Member... members) {
		return new FleetStatus(1, "test", "", null, null, null, null, Map.of(), List.of(members));
	}

}
