package dev.marea.gateway.limit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.embedded.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two gateways and a real store. */
class SharedBucketsIT {

	/** Long enough for a busy machine. */
	private static final Duration LONG = Duration.ofSeconds(60);

	private int port;

	private RedisServer store;

	@BeforeEach
	void start() throws IOException {
		this.port = freePort();
		this.store = store();
		this.store.start();
	}

	@AfterEach
	void stop() throws IOException {
		this.store.stop();
	}

	@ParameterizedTest
	@CsvSource({ "500, 200", "20, 40", "5, 20" })
	void two_gateways_admit_one_limit(int burst, int requests) throws Exception {
		RateLimitProperties properties = properties(requests, Duration.ofSeconds(1), burst, Duration.ofSeconds(1));
		CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
		try (SharedBuckets first = new SharedBuckets(properties, breakers);
				SharedBuckets second = new SharedBuckets(properties, CircuitBreakerRegistry.ofDefaults())) {
			first.take("warm-up");
			second.take("warm-up");
			long start = System.nanoTime();
			int admitted = flood(Duration.ofSeconds(4), first, second);
			double seconds = (System.nanoTime() - start) / 1e9;
			double limit = burst + requests * seconds;
			// A gateway has at most 1 % of a minute's tokens not reported to the store.
			double untold = (burst + requests * 60) / 100.0;
			assertThat((double) admitted).isBetween(limit * 0.9 - untold, limit + untold + 1);
			assertThat(state(breakers)).isEqualTo(State.CLOSED);
		}
	}

	@Test
	void each_gateway_admits_its_share_while_the_store_is_away() throws Exception {
		RateLimitProperties properties = properties(10, Duration.ofHours(1), 10, Duration.ofMillis(500));
		CircuitBreakerRegistry breakers1 = CircuitBreakerRegistry.ofDefaults();
		CircuitBreakerRegistry breakers2 = CircuitBreakerRegistry.ofDefaults();
		try (SharedBuckets first = new SharedBuckets(properties, breakers1);
				SharedBuckets second = new SharedBuckets(properties, breakers2)) {
			first.take("probe");
			second.take("probe");
			this.store.stop();
			assertThat(admitted(20, "ana", first)).isEqualTo(5);
			assertThat(admitted(20, "ana", second)).isEqualTo(5);
			assertThat(List.of(state(breakers1), state(breakers2))).containsOnly(State.OPEN);
			this.store = store();
			this.store.start();
			await().atMost(LONG).until(() -> {
				first.take("probe");
				second.take("probe");
				return state(breakers1) == State.CLOSED && state(breakers2) == State.CLOSED;
			});
			assertThat(admitted(20, "ben", first)).isEqualTo(10);
			assertThat(admitted(20, "ben", second)).isZero();
		}
	}

	@Test
	void starts_without_the_store() throws Exception {
		this.store.stop();
		RateLimitProperties properties = properties(10, Duration.ofHours(1), 10, Duration.ofMillis(500));
		try (SharedBuckets gateway = new SharedBuckets(properties, CircuitBreakerRegistry.ofDefaults())) {
			assertThat(admitted(20, "ana", gateway)).isEqualTo(5);
		}
	}

	/** The store accepts connections and answers nothing. */
	@Test
	void no_request_waits_long_for_a_store_that_hangs() throws Exception {
		try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			RateLimitProperties properties = new RateLimitProperties(10, Duration.ofHours(1), 10, 100, 2,
					new RateLimitProperties.Store("redis://127.0.0.1:" + hanging.getLocalPort(), null,
							Duration.ofMillis(50)));
			CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
			try (SharedBuckets gateway = new SharedBuckets(properties, breakers)) {
				long start = System.nanoTime();
				assertThat(admitted(1000, "ana", gateway)).isEqualTo(5);
				// A thousand times the timeout would be 50 s.
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
				assertThat(state(breakers)).isIn(State.OPEN, State.HALF_OPEN);
			}
		}
	}

	private RateLimitProperties properties(int requests, Duration period, int burst, Duration timeout) {
		return new RateLimitProperties(requests, period, burst, 100, 2,
				new RateLimitProperties.Store("redis://127.0.0.1:" + this.port, null, timeout));
	}

	private static int flood(Duration time, SharedBuckets... gateways) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> counts = Stream.of(gateways)
				.flatMap((gateway) -> Stream.generate(() -> gateway).limit(4))
				.map((gateway) -> threads.submit(() -> {
					int admitted = 0;
					while (System.nanoTime() < end) {
						if (gateway.take("ana").isConsumed()) {
							admitted++;
						}
						Thread.yield();
					}
					return admitted;
				}))
				.toList();
			int sum = 0;
			for (Future<Integer> count : counts) {
				sum += count.get();
			}
			return sum;
		}
	}

	private static State state(CircuitBreakerRegistry breakers) {
		return breakers.circuitBreaker(SharedBuckets.BREAKER).getState();
	}

	private static int admitted(int requests, String client, SharedBuckets gateway) {
		int admitted = 0;
		for (int i = 0; i < requests; i++) {
			admitted += gateway.take(client).isConsumed() ? 1 : 0;
		}
		return admitted;
	}

	private RedisServer store() throws IOException {
		return RedisServer.newRedisServer().port(this.port).setting("bind 127.0.0.1").setting("save \"\"").build();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
