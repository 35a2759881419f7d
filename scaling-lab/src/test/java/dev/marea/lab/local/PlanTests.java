package dev.marea.lab.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import dev.marea.lab.fleet.DemoSpec;
import dev.marea.lab.fleet.DemoSpec.Between;
import dev.marea.lab.fleet.DemoSpec.Fit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PlanTests {

	private static final Duration MEASURED = Duration.ofMillis(50);

	/** Mean over highest rate of the day. */
	private static final double MEAN = 0.3;

	private static final DemoSpec DEMO = new DemoSpec(null, "", "", "", "", Duration.ofSeconds(2),
			Duration.ofSeconds(4), 2.8, 0.4, 8_000, Duration.ofSeconds(75), new Fit(4, 0.7, 0.0, null, between(50, 90),
					between(150_000, 190_000), between(10_000, 20_000), Duration.ofSeconds(3)),
			"");

	/** As DEMO, but a part of the peak may be constant. */
	private static final DemoSpec EVEN = new DemoSpec(null, "", "", "", "", Duration.ofSeconds(2),
			Duration.ofSeconds(4), 2.8, 0.4, 8_000, Duration.ofSeconds(75), new Fit(4, 0.7, 0.35, 2.0, between(50, 90),
					between(150_000, 190_000), between(10_000, 20_000), Duration.ofSeconds(3)),
			"");

	@Test
	void a_large_machine_gets_the_shortest_wait_and_day() {
		Costs costs = new Costs(8, 0.1, 0.003, 78, 2.5, 2.5);
		Plan plan = Plan.of(DEMO, costs, MEASURED, MEAN);
		assertThat(plan.readWait()).isEqualTo(MEASURED);
		assertThat(plan.patience()).isEqualTo(Duration.ofSeconds(10));
		assertThat(plan.constantNote(DEMO)).isEmpty();
		assertThat(plan.lasting(DEMO, 218)).isEqualTo(Duration.ofSeconds(150));
		assertThat(plan.note(DEMO, costs, 218.4, Duration.ofSeconds(150)))
			.contains("8 cores, 0.1 of them used by others", "a request takes 3.0 ms",
					"the peak is 218/s and the day takes 150 s (150 to 190)")
			.endsWith("The peak and one start use 21 % of the cores.");
	}

	@Test
	void peak_and_one_start_keep_to_the_share_of_the_cores() {
		// 2 cores, a start takes one of them: 0.4 cores are left for 0.0025 s each
		Costs costs = new Costs(2, 0, 0.0025, 78, 3, 3);
		Plan plan = Plan.of(DEMO, costs, MEASURED, MEAN);
		double overhead = 4 / 78.0 - 0.050;
		double capacity = 4 / (plan.readWait().toMillis() / 1000.0 + overhead);
		assertThat(DEMO.peak() * capacity).isCloseTo(160, within(2.0));
		assertThat(costs.busy(160)).isCloseTo(0.7, within(0.001));
		assertThat(plan.height(DEMO, capacity)).isEqualTo(DEMO.peak() * capacity);
		assertThat(plan.lasting(DEMO, 160).toSeconds()).isEqualTo(175);
	}

	@Test
	void a_machine_that_is_too_small_gets_the_least_that_shows_something_and_is_told() {
		Costs costs = new Costs(2, 1.5, 0.004, 60, 9, 6);
		Plan plan = Plan.of(DEMO, costs, MEASURED, MEAN);
		assertThat(plan.patience()).as("longer than two starts, within its bounds").isEqualTo(Duration.ofSeconds(20));
		double overhead = 4 / 60.0 - 0.050;
		double capacity = 4 / (plan.readWait().toMillis() / 1000.0 + overhead);
		double height = plan.height(DEMO, capacity);
		Duration lasting = plan.lasting(DEMO, height);
		assertThat(MEAN * height * lasting.toSeconds()).as("requests").isGreaterThan(8_000);
		assertThat(height / capacity).as("instances that the peak needs").isBetween(2.8, 3.5);
		assertThat(plan.note(DEMO, costs, height, lasting))
			.contains("more than the 70 % that the demo aims at: it may run short of CPU");
	}

	@Test
	void a_small_machine_gets_a_lower_peak_over_a_constant_part_that_has_the_requests() {
		// 2 cores, one of them used by others and one by a start
		Costs costs = new Costs(2, 1, 0.0138, 56, 6, 6.6);
		Plan plan = Plan.of(EVEN, costs, MEASURED, MEAN);
		assertThat(plan.constant()).isEqualTo(0.35);
		assertThat(plan.readWait()).isEqualTo(Duration.ofMillis(90));
		double capacity = 4 / 0.096;
		double height = plan.height(EVEN, capacity);
		assertThat(height).isCloseTo(83, within(1.0));
		assertThat(height / capacity).as("instances that the peak needs").isBetween(1.99, 2.1);
		Duration lasting = plan.lasting(EVEN, height);
		assertThat(lasting).isBetween(Duration.ofSeconds(150), Duration.ofSeconds(190));
		assertThat(plan.shape(Path.of("day.csv"), Duration.ofSeconds(180), 100))
			.isEqualTo("trace:file=day.csv,for=180000ms,peak=65.0/s+constant:rate=35.0/s,for=180000ms");
		assertThat(plan.note(EVEN, costs, height, lasting)).contains("the peak is 83/s and");
		assertThat(plan.constantNote(EVEN))
			.contains("So that the peak asks less of this machine, 35 % of it are sent all day (at most 35 %).");
	}

	@Test
	void no_more_is_constant_than_makes_the_peak_affordable() {
		// 0.4 cores are left, for 114 requests/s
		Costs costs = new Costs(2, 0, 0.0035, 70, 3, 3);
		Plan plan = Plan.of(EVEN, costs, MEASURED, MEAN);
		assertThat(plan.constant()).isBetween(0.1, 0.2);
		assertThat(plan.mean() * costs.affordable(0.7) * 190).isCloseTo(8_400, within(1.0));
		assertThat(Plan.of(EVEN, new Costs(8, 0.1, 0.003, 78, 2.5, 2.5), MEASURED, MEAN).constant()).isZero();
	}

	@Test
	void says_nothing_of_requests_that_the_longest_day_has() {
		// 0.3 * 2.8 * 51 * 190 = 8,140
		assertThat(shortage(new Costs(2, 1.5, 0.004, 51, 9, 6), 51, true)).isEmpty();
	}

	@Test
	void a_busy_machine_that_does_not_get_through_the_requests_is_not_judged_by() {
		Costs busy = new Costs(2, 1.5, 0.02, 40, 9, 6);
		assertThat(shortage(busy, 20, false)).contains(new Plan.Shortage(
				"The demo needs 8,000 requests, but one instance serves 20.0/s here, so that the longest day (190 s) has "
						+ "about 3,990: this machine is too busy, others use 1.5 of its 2 cores; try again when it is idle.",
				true));
		Costs alone = new Costs(2, 0.1, 0.02, 40, 9, 6);
		assertThat(shortage(alone, 20, true)).hasValueSatisfying((shortage) -> {
			assertThat(shortage.busy()).isTrue();
			assertThat(shortage.text()).contains("others use 0.1 of its 2 cores, and the fleet waited for one;");
		});
	}

	@Test
	void a_machine_that_is_too_slow_by_itself_goes_on() {
		assertThat(shortage(new Costs(2, 0.1, 0.02, 40, 9, 6), 20, false)).hasValueSatisfying((shortage) -> {
			assertThat(shortage.busy()).isFalse();
			assertThat(shortage.text())
				.endsWith("about 3,990: this machine is too slow for it; the demo goes on all the same.");
		});
	}

	@Test
	void others_leave_at_least_half_of_the_cores() {
		assertThat(new Costs(2, 2, 0.003, 78, 3, 3).usable()).isEqualTo(1);
		assertThat(new Costs(4, 1, 0.003, 78, 3, 3).usable()).isEqualTo(3);
	}

	private static Optional<Plan.Shortage> shortage(Costs costs, double capacity, boolean starved) {
		return Plan.of(DEMO, costs, MEASURED, MEAN).shortage(DEMO, costs, capacity, starved);
	}

	private static Between between(long least, long most) {
		return new Between(Duration.ofMillis(least), Duration.ofMillis(most));
	}

}
