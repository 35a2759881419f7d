package dev.marea.cloud.balancer;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBudgetTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

	private final RetryBudget budget = new RetryBudget(0.2, this.nanos::get);

	@Test
	void always_allows_ten_retries_per_second() {
		assertThat(taken()).isEqualTo(100);
		pass(9);
		assertThat(taken()).isZero();
		pass(1);
		assertThat(taken()).isEqualTo(100);
	}

	@Test
	void allows_a_share_of_the_requests_of_ten_seconds() {
		for (int second = 0; second < 10; second++) {
			request(100);
			pass(1);
		}
		// The first second has left the window.
		assertThat(taken()).isEqualTo(180);
		request(1000);
		assertThat(taken()).isEqualTo(200);
	}

	@Test
	void forgets_all_after_a_quiet_time() {
		request(10_000);
		assertThat(taken()).isEqualTo(2000);
		pass(1000);
		assertThat(taken()).isEqualTo(100);
	}

	private void request(int count) {
		for (int i = 0; i < count; i++) {
			this.budget.requested();
		}
	}

	private int taken() {
		int taken = 0;
		while (this.budget.take()) {
			taken++;
		}
		return taken;
	}

	private void pass(int seconds) {
		this.nanos.addAndGet(seconds * 1_000_000_000L);
	}

}
