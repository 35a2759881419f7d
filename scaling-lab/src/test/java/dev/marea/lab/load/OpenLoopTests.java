package dev.marea.lab.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.lab.measure.LoadTotals;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.Sample;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.scenario.Traffic;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OpenLoopTests {

	private static final String PLAIN = "requests: [{ name: a, path: /a, expect: { json: $.ok } }]";

	@TempDir
	Path temporary;

	private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();

	@Test
	void a_stall_shows_in_every_request_that_was_due_meanwhile() throws Exception {
		try (Stub stub = Stub.stalling(300, Duration.ofSeconds(2))) {
			LoadTotals totals = run(stub.url(), PLAIN, "constant:rate=200/s,for=5s", 2000, Duration.ofMinutes(1));
			assertThat(totals.requests()).isEqualTo(1000);
			assertThat(totals.failed()).isZero();
			assertThat(totals.latencies().getValueAtPercentile(99.9) / 1e9).isGreaterThan(1.8);
			// 400 requests were due in the two seconds; half of them waited more than
			// one.
			assertThat(totals.latencies().getTotalCount() - totals.latencies().getCountBetweenValues(0, 1_000_000_000))
				.isGreaterThan(150L);
		}
	}

	@Test
	void sends_at_the_rate_that_was_asked_for() throws Exception {
		try (Stub stub = Stub.taking(Duration.ofMillis(20))) {
			LoadTotals totals = run(stub.url(), PLAIN, "constant:rate=500/s,for=3s", 2000, Duration.ofMinutes(1));
			assertThat(totals.requests()).isEqualTo(1500);
			assertThat(stub.requests()).isEqualTo(1500);
			assertThat(totals.offered()).isCloseTo(500, within(0.1));
			// A busy machine sends late, but not less and not faster.
			assertThat(totals.sent()).isBetween(0.1, 501.0);
			assertThat(totals.latencies().getMinValue() / 1e9).isGreaterThan(0.0199);
		}
	}

	@Test
	void what_exceeds_the_bound_in_flight_fails_without_being_sent() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		try (Stub stub = new Stub(0, (exchange) -> {
			gate.await();
			Stub.answer(exchange, 200, "{\"ok\":true}");
		})) {
			Thread opener = Thread.ofVirtual().start(() -> {
				Awaitility.await().until(() -> this.samples.size() == 15);
				gate.countDown();
			});
			LoadTotals totals = run(stub.url(), PLAIN, "constant:rate=100/s,for=200ms", 5, Duration.ofSeconds(30));
			opener.join();
			assertThat(stub.requests()).isEqualTo(5);
			assertThat(totals.failures().counts()).containsOnlyKeys("a: not sent: more than 5 in flight")
				.containsValue(15L);
			assertThat(totals.latencies().getTotalCount()).isEqualTo(5);
		}
	}

	@Test
	void gives_up_on_an_answer_that_does_not_come_in_time() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		try (Stub stub = new Stub(0, (exchange) -> never.await())) {
			LoadTotals totals = run(stub.url(), PLAIN, "constant:rate=10/s,for=100ms", 5, Duration.ofSeconds(1));
			assertThat(totals.failures().counts()).containsOnlyKeys("a: no whole answer within 1 s");
		}
	}

	@Test
	void an_answer_in_drips_is_out_of_time_too() throws Exception {
		try (Stub stub = new Stub(0, (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			CountDownLatch drip = new CountDownLatch(1);
			while (!drip.await(100, TimeUnit.MILLISECONDS)) {
				exchange.getResponseBody().write('.');
				exchange.getResponseBody().flush();
			}
		})) {
			LoadTotals totals = run(stub.url(), PLAIN, "constant:rate=10/s,for=100ms", 5, Duration.ofSeconds(1));
			assertThat(totals.failures().counts()).containsOnlyKeys("a: no whole answer within 1 s");
		}
	}

	@Test
	void neither_retries_nor_follows_redirects() throws Exception {
		try (Stub stub = new Stub(0, (exchange) -> {
			exchange.getResponseHeaders().add("Location", "/elsewhere");
			Stub.answer(exchange, exchange.getRequestURI().getPath().equals("/moved") ? 302 : 503, "");
		})) {
			LoadTotals totals = run(stub.url(), "requests: [{ name: a, path: /moved }, { name: b, path: /busy }]",
					"constant:rate=100/s,for=200ms", 50, Duration.ofSeconds(10));
			assertThat(stub.requests()).isEqualTo(20);
			assertThat(totals.failures().counts()).containsOnlyKeys("b: status 503");
		}
	}

	@Test
	void a_connection_that_breaks_fails_one_request_once() throws Exception {
		AtomicInteger accepted = new AtomicInteger();
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> hangUp(server, accepted));
			LoadTotals totals = run("http://127.0.0.1:" + server.getLocalPort(), PLAIN, "constant:rate=20/s,for=200ms",
					50, Duration.ofSeconds(10));
			assertThat(accepted).hasValue(4);
			assertThat(totals.failed()).isEqualTo(4);
			assertThat(totals.failures().counts().keySet()).allMatch((reason) -> reason.startsWith("a: connection "),
					"is about the connection");
		}
	}

	@Test
	void a_service_that_is_not_there_is_an_error_and_not_an_exception() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		LoadTotals totals = run("http://127.0.0.1:" + port, PLAIN, "constant:rate=20/s,for=200ms", 50,
				Duration.ofSeconds(10));
		assertThat(totals.failures().counts()).containsExactly(Map.entry("a: connection refused", 4L));
	}

	@Test
	void tells_who_served_and_sends_what_the_scenario_says() throws Exception {
		try (Stub stub = new Stub(0, (exchange) -> {
			boolean right = exchange.getRequestMethod().equals("POST")
					&& exchange.getRequestURI().toString().equals("/base/a?q=t%C3%A9")
					&& "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type").split(";")[0])
					&& "k".equals(exchange.getRequestHeaders().getFirst("Key"))
					&& exchange.getRequestHeaders().get("Accept-Encoding") == null
					&& new String(exchange.getRequestBody().readAllBytes()).equals("{\"n\":1}");
			exchange.getResponseHeaders().add("Served-By", "shop-1, edge-1");
			Stub.answer(exchange, right ? 201 : 400, "{}");
		})) {
			run(stub.url() + "/base/",
					"""
							requests:
							  - { name: a, method: POST, path: /a?q=té, headers: { Key: k }, body: { n: 1 }, expect: { status: 201 } }
							""",
					"constant:rate=10/s,for=100ms", 50, Duration.ofSeconds(10));
			assertThat(this.samples).singleElement().satisfies((sample) -> {
				assertThat(sample.failed()).isFalse();
				assertThat(sample.servedBy()).isEqualTo("shop-1, edge-1");
				assertThat(sample.sent()).isGreaterThanOrEqualTo(sample.intended());
			});
		}
	}

	@Test
	void a_fault_of_the_lab_is_a_failure_and_no_request_less() throws Exception {
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			Traffic traffic = traffic(PLAIN);
			HttpSender closed = sender(stub.url(), traffic, 10, Duration.ofSeconds(5));
			closed.close();
			Schedule schedule = new Schedule(Shape.parse("constant:rate=50/s,for=200ms"), 1);
			new OpenLoop(closed, traffic, schedule, this.samples::add, 10, Duration.ofSeconds(5))
				.run(RunClock.startingIn(Duration.ZERO));
			assertThat(this.samples).hasSize(10)
				.allSatisfy((sample) -> assertThat(sample.error()).startsWith("the lab failed: "));
		}
	}

	@Test
	void ends_with_the_last_request_when_their_number_is_limited() throws Exception {
		Schedule schedule = new Schedule(Shape.parse("constant:rate=50/s,for=1h"), 1, 10);
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			Traffic traffic = traffic(PLAIN);
			try (HttpSender sender = sender(stub.url(), traffic, 10, Duration.ofSeconds(5))) {
				OpenLoop loop = new OpenLoop(sender, traffic, schedule, this.samples::add, 10, Duration.ofSeconds(5));
				Thread thread = Thread.ofVirtual().start(() -> loop.run(RunClock.startingIn(Duration.ZERO)));
				assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
			}
		}
		assertThat(this.samples).hasSize(10);
	}

	@Test
	void stops_early_when_it_is_told_to() throws Exception {
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			Traffic traffic = traffic(PLAIN);
			try (HttpSender sender = sender(stub.url(), traffic, 10, Duration.ofSeconds(5))) {
				OpenLoop loop = new OpenLoop(sender, traffic, new Schedule(Shape.parse("constant:rate=10/s,for=1h"), 1),
						this.samples::add, 10, Duration.ofSeconds(5));
				Thread thread = Thread.ofVirtual().start(() -> loop.run(RunClock.startingIn(Duration.ZERO)));
				Awaitility.await().until(() -> this.samples.size() > 1);
				loop.stop();
				assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
			}
		}
	}

	/** Otherwise Ctrl-C would end the JVM before the report is written. */
	@Test
	void waits_for_no_hanging_target_when_it_is_told_to_stop() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try (Stub stub = new Stub(0, (exchange) -> end.await())) {
			Traffic traffic = traffic(PLAIN);
			try (HttpSender sender = sender(stub.url(), traffic, 10, Duration.ofHours(1))) {
				OpenLoop loop = new OpenLoop(sender, traffic, new Schedule(Shape.parse("constant:rate=10/s,for=1h"), 1),
						this.samples::add, 10, Duration.ofHours(1));
				Thread thread = Thread.ofVirtual().start(() -> loop.run(RunClock.startingIn(Duration.ZERO)));
				Awaitility.await().until(() -> loop.inFlight() > 1);
				loop.stop();
				assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
				assertThat(this.samples).isNotEmpty().allMatch((sample) -> sample.failed());
			}
			finally {
				end.countDown();
			}
		}
	}

	@Test
	void capacity_is_what_is_completed_when_there_is_always_more_to_do() throws Exception {
		Semaphore atOnce = new Semaphore(2);
		AtomicInteger answered = new AtomicInteger();
		try (Stub stub = new Stub(0, (exchange) -> {
			if (!atOnce.tryAcquire(200, TimeUnit.MILLISECONDS)) {
				Stub.answer(exchange, 503, "");
				return;
			}
			try {
				new CountDownLatch(1).await(40, TimeUnit.MILLISECONDS);
			}
			finally {
				atOnce.release();
			}
			Stub.answer(exchange, 200, "{\"ok\":true}");
			answered.incrementAndGet();
		})) {
			Traffic traffic = traffic(PLAIN);
			try (HttpSender sender = sender(stub.url(), traffic, 10, Duration.ofSeconds(5))) {
				Capacity capacity = Capacity.measure(sender, traffic, 4, Duration.ofMillis(500), Duration.ofSeconds(2));
				// Two at once of 40 ms each are 50/s at most, and fewer on a busy
				// machine.
				assertThat(capacity.perSecond()).isLessThanOrEqualTo(51.0);
				// The measurement takes 2 s of 2.5 s.
				assertThat(capacity.completed()).isGreaterThan(answered.get() / 2);
				assertThat(capacity.completed()).isLessThan(stub.requests());
			}
		}
	}

	private static void hangUp(ServerSocket server, AtomicInteger accepted) {
		while (!server.isClosed()) {
			try (Socket socket = server.accept(); InputStream request = socket.getInputStream()) {
				request.read(new byte[4096]);
				accepted.incrementAndGet();
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private LoadTotals run(String url, String scenario, String shape, int maxInFlight, Duration timeout)
			throws Exception {
		Traffic traffic = traffic(scenario);
		try (HttpSender sender = sender(url, traffic, maxInFlight, timeout)) {
			new OpenLoop(sender, traffic, new Schedule(Shape.parse(shape), 1), this.samples::add, maxInFlight,
					Duration.ofSeconds(20))
				.run(RunClock.startingIn(Duration.ofMillis(50)));
		}
		LoadTotals totals = new LoadTotals();
		List.copyOf(this.samples).forEach(totals::add);
		return totals;
	}

	private Traffic traffic(String scenario) throws Exception {
		return new Traffic(Scenario.read(Files.writeString(this.temporary.resolve("s.yaml"), scenario)), 1);
	}

	private static HttpSender sender(String url, Traffic traffic, int connections, Duration timeout) {
		return new HttpSender(Target.of(url, Set.of()), traffic, timeout, connections);
	}

}
