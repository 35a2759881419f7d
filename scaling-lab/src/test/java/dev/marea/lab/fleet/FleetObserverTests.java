package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.FleetStatus.State;
import dev.marea.lab.observe.ObservedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class FleetObserverTests {

	private final AtomicInteger requests = new AtomicInteger(7);

	private final List<ObservedEvent> events = new CopyOnWriteArrayList<>();

	private volatile int status = 200;

	private HttpServer server;

	@BeforeEach
	void serve() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/metrics", (exchange) -> {
			byte[] body = ("requests_total " + this.requests + "\n").getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(this.status, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void goes_on_after_a_moment_in_which_nothing_can_be_known_of_the_fleet() {
		AtomicInteger looks = new AtomicInteger();
		FleetStatus status = fleet("/metrics");
		try (FleetObserver observer = new FleetObserver(() -> {
			if (Thread.currentThread().getName().equals("fleet-observer") && looks.incrementAndGet() == 1) {
				throw new IllegalStateException("half a file");
			}
			return status;
		}, (listener) -> {
		})) {
			await().until(() -> counted(observer) == 7);
		}
	}

	@Test
	void an_instance_that_cannot_be_asked_keeps_nobody_from_asking_the_others() {
		Member odd = member("worker-1", "http://127.0.0.1/no address");
		Member good = member("worker-2", url("/metrics"));
		try (FleetObserver observer = new FleetObserver(() -> fleet(odd, good), (listener) -> {
		})) {
			await().until(() -> observer.snapshot().instances("worker").getLast().requests() == 7);
			this.requests.set(8);
			await().until(() -> observer.snapshot().instances("worker").getLast().requests() == 8);
		}
	}

	@Test
	void says_once_that_an_instance_tells_no_meters_and_once_that_it_does_again() {
		this.status = 404;
		FleetStatus status = fleet("/metrics");
		try (FleetObserver observer = new FleetObserver(() -> status, (listener) -> {
		})) {
			observer.listen(this.events::add);
			await().until(() -> this.events.size() == 1);
			this.status = 200;
			await().until(() -> this.events.size() == 2);
		}
		assertThat(this.events).extracting(ObservedEvent::kind).containsOnly("message");
		assertThat(this.events).extracting(ObservedEvent::instance).containsOnly("worker-1");
		assertThat(this.events).extracting(ObservedEvent::text)
			.containsExactly("has no meters: status 404 at " + url("/metrics"), "has meters again");
	}

	@Test
	void says_that_a_meter_is_not_there() {
		FleetStatus status = new FleetStatus(1, "test", "", null, null, null, null,
				Map.of("worker", new Meters("", "other_total", "in_flight", null, null)),
				List.of(member("worker-1", url("/metrics"))));
		try (FleetObserver observer = new FleetObserver(() -> status, (listener) -> {
		})) {
			observer.listen(this.events::add);
			await().until(() -> !this.events.isEmpty());
		}
		assertThat(this.events.getFirst().text())
			.isEqualTo("has no meters: neither other_total nor in_flight is at " + url("/metrics"));
	}

	private static Long counted(FleetObserver observer) {
		return observer.snapshot().instances("worker").getFirst().requests();
	}

	private FleetStatus fleet(String path) {
		return fleet(member("worker-1", url(path)));
	}

	private static FleetStatus fleet(Member... members) {
		return new FleetStatus(1, "test", "", null, null, null, null,
				Map.of("worker", new Meters("", "requests_total", null, null, null)), List.of(members));
	}

	private static Member member(String name, String metrics) {
		return new Member(name, "worker", State.READY, 1L, 0, 0, "", metrics, null);
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

}
