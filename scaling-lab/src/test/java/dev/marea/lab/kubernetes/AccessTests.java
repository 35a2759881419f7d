package dev.marea.lab.kubernetes;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccessTests {

	/** The clock's value has no meaning and may be negative. */
	private final long start = System.nanoTime();

	private final Access access = new Access("the figures");

	@Test
	void says_once_that_it_may_not_be_read_and_once_that_it_may_again() {
		assertThat(this.access.may(at(0))).isTrue();
		assertThat(this.access.refused("no.", at(0))).matches(
				"the figures may not be read since \\d\\d:\\d\\d:\\d\\d UTC: no\\. They are tried again every 5 to 60 s\\.");
		assertThat(this.access.refused("no.", at(0.1))).isNull();
		assertThat(this.access.refused("no.", at(5))).isNull();
		assertThat(this.access.answered(at(16), at(16.5))).startsWith("the figures are read again after 16.5 s (");
		assertThat(this.access.answered(at(17), at(17.5))).isNull();
		assertThat(this.access.may(at(17))).isTrue();
	}

	@Test
	void is_tried_again_after_pauses_that_double_up_to_a_minute() {
		this.access.refused("no.", at(0));
		double tried = 0;
		for (int pause : new int[] { 5, 10, 20, 40, 60, 60 }) {
			assertThat(this.access.may(at(tried + pause - 0.1))).isFalse();
			tried += pause;
			assertThat(this.access.may(at(tried))).isTrue();
			this.access.refused("no.", at(tried));
			// others of the same try
			this.access.refused("no.", at(tried + 0.1));
		}
	}

	@Test
	void is_not_open_again_by_an_answer_to_what_was_asked_before() {
		this.access.refused("no.", at(1));
		assertThat(this.access.answered(at(0.5), at(1.5))).isNull();
		assertThat(this.access.may(at(2))).isFalse();
	}

	@Test
	void keeps_its_pauses_where_some_are_let_through_and_others_not() {
		this.access.refused("no.", at(0));
		this.access.refused("no.", at(5));
		assertThat(this.access.answered(at(15), at(15))).isNotNull();
		assertThat(this.access.refused("no.", at(15))).isNotNull();
		assertThat(this.access.may(at(24.9))).isFalse();
		assertThat(this.access.answered(at(25), at(25))).isNotNull();
		this.access.answered(at(200), at(200));
		this.access.refused("no.", at(201));
		assertThat(this.access.may(at(206))).isTrue();
	}

	@Test
	void says_once_that_nothing_is_told_for_long_and_asks_all_the_time() {
		this.access.answered(at(0), at(0));
		assertThat(this.access.failed("away.", at(29))).isNull();
		assertThat(this.access.failed("away.", at(31))).matches("the figures give no answer since .* UTC: away\\.");
		assertThat(this.access.failed("away.", at(32))).isNull();
		assertThat(this.access.may(at(32))).isTrue();
		assertThat(this.access.answered(at(60), at(60))).startsWith("the figures are read again after 60.0 s (");
		assertThat(this.access.failed("away.", at(61))).isNull();
	}

	private long at(double seconds) {
		return this.start + Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
	}

}
