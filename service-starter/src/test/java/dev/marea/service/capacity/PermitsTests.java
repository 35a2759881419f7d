package dev.marea.service.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PermitsTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	@AfterEach
	void end() {
		this.threads.shutdownNow();
	}

	@Test
	void does_not_ask_for_the_client_while_a_permit_is_free() {
		Permits permits = new Permits(1, 0, LONG);
		assertThat(permits.acquire(() -> {
			throw new AssertionError("asked");
		})).isTrue();
	}

	@Test
	void refuses_at_once_without_a_queue_and_after_the_timeout_with_one() {
		Permits none = new Permits(1, 0, LONG);
		assertThat(none.acquire(() -> "a")).isTrue();
		assertThat(none.acquire(() -> "a")).isFalse();
		Permits timed = new Permits(1, 1, Duration.ofMillis(1));
		assertThat(timed.acquire(() -> "a")).isTrue();
		assertThat(timed.acquire(() -> "a")).isFalse();
		timed.release();
		assertThat(timed.acquire(() -> "a")).isTrue();
	}

	@Test
	void admits_in_the_order_of_arrival() {
		Permits permits = new Permits(1, 3, LONG);
		permits.acquire(() -> "a");
		List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			waiting.add(queued(permits, "a", i + 1));
		}
		for (int i = 0; i < 3; i++) {
			permits.release();
			assertThat(waiting.get(i).join()).isTrue();
			assertThat(waiting.subList(i + 1, 3)).noneMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void takes_the_place_of_the_latest_request_of_the_client_with_most() {
		Permits permits = new Permits(1, 3, LONG);
		permits.acquire(() -> "many");
		List<CompletableFuture<Boolean>> many = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			many.add(queued(permits, "many", i + 1));
		}
		CompletableFuture<Boolean> few = queued(permits, "few", 3);
		assertThat(many.get(2).join()).isFalse();
		// Two of one client and one of the other: a further request finds no client with
		// more than its share.
		assertThat(permits.acquire(() -> "few")).isFalse();
		permits.release();
		permits.release();
		permits.release();
		assertThat(many.get(0).join()).isTrue();
		assertThat(many.get(1).join()).isTrue();
		assertThat(few.join()).isTrue();
	}

	@Test
	void neither_loses_nor_makes_a_permit() {
		Permits permits = new Permits(4, 8, Duration.ofMillis(2));
		AtomicInteger held = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CompletableFuture<?>[] clients = IntStream.range(0, 50).mapToObj((client) -> CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 200; i++) {
				if (permits.acquire(() -> "client " + client % 5)) {
					most.accumulateAndGet(held.incrementAndGet(), Math::max);
					if (ThreadLocalRandom.current().nextInt(4) == 0) {
						Thread.yield();
					}
					held.decrementAndGet();
					permits.release();
				}
			}
		}, this.threads)).toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(clients).join();
		assertThat(most).hasValueLessThanOrEqualTo(4);
		assertThat(IntStream.range(0, 5).filter((i) -> permits.acquire(() -> "last")).count()).isEqualTo(4);
		assertThat(permits.waiting()).isZero();
	}

	@Test
	void an_interrupted_request_leaves_the_queue() {
		Permits permits = new Permits(1, 1, LONG);
		permits.acquire(() -> "a");
		CompletableFuture<Boolean> outcome = new CompletableFuture<>();
		Thread thread = Thread.ofVirtual().start(() -> outcome.complete(permits.acquire(() -> "a")));
		await().atMost(Duration.ofMinutes(1)).until(() -> permits.waiting() == 1);
		thread.interrupt();
		assertThat(outcome.join()).isFalse();
		assertThat(permits.waiting()).isZero();
	}

	/** A request that waits, once the queue has the given length. */
	private CompletableFuture<Boolean> queued(Permits permits, String client, int length) {
		AtomicInteger asked = new AtomicInteger();
		CompletableFuture<Boolean> request = CompletableFuture.supplyAsync(() -> permits.acquire(() -> {
			asked.incrementAndGet();
			return client;
		}), this.threads);
		await().atMost(Duration.ofMinutes(1)).until(() -> asked.get() == 1 && permits.waiting() == length);
		return request;
	}

}
