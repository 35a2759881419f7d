package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SilenceWatchTests {

	private static final Duration SILENCE = Duration.ofMillis(200);

	/** Long enough for a busy machine. */
	private static final Duration LONG = Duration.ofSeconds(60);

	private final StubInstance hanging = new StubInstance("hanging");

	private final StubInstance other = new StubInstance("other");

	private final CountDownLatch hangs = new CountDownLatch(1);

	private final Balancer balancer = new Balancer(Policy.ROUND_ROBIN, Duration.ZERO, Duration.ofMillis(100), 100,
			System::nanoTime, (reason) -> {
			});

	private final SilenceWatch watch = new SilenceWatch(this.balancer, SILENCE);

	@BeforeEach
	void list() {
		this.balancer.update(List.of(instance(this.hanging), instance(this.other)));
		this.balancer.started(state(this.hanging));
	}

	@AfterEach
	void close() {
		this.watch.close();
		this.hangs.countDown();
		this.hanging.kill();
		this.other.kill();
	}

	@Test
	void ejects_an_instance_that_answers_no_probe_and_takes_it_back_when_it_does() {
		this.hanging.answering((request) -> held());
		await().atMost(LONG).until(() -> this.balancer.size() == 1);
		assertThat(this.balancer.pick(List.of())).isEqualTo(state(this.other));
		this.hangs.countDown();
		await().atMost(LONG).until(() -> this.balancer.size() == 2);
	}

	@Test
	void keeps_an_instance_that_is_slow_but_answers_the_probe() {
		state(this.hanging).heardAt = System.nanoTime() - LONG.toNanos();
		await().atMost(LONG).until(() -> System.nanoTime() - state(this.hanging).heardAt < LONG.toNanos() / 2);
		assertThat(this.balancer.size()).isEqualTo(2);
	}

	@Test
	void keeps_an_instance_that_refuses_the_probe_as_its_requests_will_show_it() {
		this.hanging.kill();
		state(this.hanging).heardAt = System.nanoTime() - LONG.toNanos();
		await().atMost(LONG).until(() -> System.nanoTime() - state(this.hanging).heardAt < LONG.toNanos() / 2);
		assertThat(this.balancer.size()).isEqualTo(2);
	}

	private Answer held() {
		try {
			this.hangs.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Answer.ok("{}");
	}

	private InstanceState state(StubInstance instance) {
		return this.balancer.stateOf(instance(instance));
	}

	private static ServiceInstance instance(StubInstance instance) {
		return new DefaultServiceInstance(String.valueOf(instance.port()), "a", "127.0.0.1", instance.port(), false);
	}

}
