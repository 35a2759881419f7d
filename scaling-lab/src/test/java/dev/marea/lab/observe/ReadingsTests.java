package dev.marea.lab.observe;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReadingsTests {

	private static final Duration WINDOW = Duration.ofSeconds(4);

	private final Readings readings = new Readings();

	@Test
	void knows_no_rate_before_two_readings() {
		assertThat(this.readings.requestsPerSecond(WINDOW)).isNull();
		add(0, 10, 1);
		assertThat(this.readings.requestsPerSecond(WINDOW)).isNull();
		assertThat(this.readings.cores(WINDOW)).isNull();
	}

	@Test
	void takes_the_rate_over_the_window_up_to_the_last_reading() {
		for (int second = 0; second <= 10; second++) {
			add(second, second * second, second * 0.5);
		}
		assertThat(this.readings.requestsPerSecond(WINDOW)).isEqualTo((100 - 36) / 4.0);
		assertThat(this.readings.cores(WINDOW)).isEqualTo(new Readings.Rate(0.5, 10, 4));
	}

	@Test
	void takes_what_there_is_of_a_younger_instance() {
		add(0, 0, 0);
		add(2, 30, 1);
		assertThat(this.readings.requestsPerSecond(WINDOW)).isEqualTo(15);
		assertThat(this.readings.cores(WINDOW)).isEqualTo(new Readings.Rate(0.5, 2, 2));
	}

	@Test
	void takes_readings_that_came_a_little_early() {
		add(0, 0, 0);
		add(1.02, 10, 0);
		add(2.01, 20, 0);
		add(2.99, 30, 0);
		add(3.98, 40, 0);
		assertThat(this.readings.requestsPerSecond(WINDOW)).isCloseTo(40 / 3.98, within(1e-6));
	}

	@Test
	void begins_anew_when_the_counter_falls() {
		add(0, 100, 5);
		add(1, 200, 6);
		add(2, 10, 0.5);
		assertThat(this.readings.requestsPerSecond(WINDOW)).isNull();
		add(3, 30, 1);
		assertThat(this.readings.requestsPerSecond(WINDOW)).isEqualTo(20);
	}

	private void add(double second, long requests, double cpu) {
		this.readings.add(Math.round(second * 1e9), requests, cpu, null);
	}

}
