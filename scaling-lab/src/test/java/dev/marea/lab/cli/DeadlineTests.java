package dev.marea.lab.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DeadlineTests {

	private final AtomicInteger calls = new AtomicInteger();

	@Test
	void returns_what_the_first_call_returns_that_does_not_fail() throws Exception {
		Deadline deadline = new Deadline(Duration.ofMinutes(1));
		assertThat(deadline.retry(() -> failsUntil(2), () -> false)).isEqualTo(2);
	}

	@Test
	void gives_up_after_its_deadline_and_where_nobody_waits() {
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> new Deadline(Duration.ZERO).retry(() -> failsUntil(100), () -> false))
			.withMessage("call 1");
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> new Deadline(Duration.ofMinutes(1)).retry(() -> failsUntil(100), () -> true))
			.withMessage("call 2");
	}

	@Test
	void does_not_repeat_what_another_call_would_not_change() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> new Deadline(Duration.ofMinutes(1)).retry(() -> {
			throw new UsageError("call " + this.calls.incrementAndGet());
		}, () -> false)).withMessage("call 1");
	}

	private int failsUntil(int last) {
		int call = this.calls.incrementAndGet();
		if (call < last) {
			throw new Failure("call " + call);
		}
		return call;
	}

}
