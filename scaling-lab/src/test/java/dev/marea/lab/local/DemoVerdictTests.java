package dev.marea.lab.local;

import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import dev.marea.lab.run.Summary.Ready;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemoVerdictTests {

	private static final Map<String, Boolean> HELD = Map.of("ledger-sums", true);

	@Test
	void holds_when_the_shop_rose_fell_and_lost_nothing() {
		DemoVerdict verdict = verdict(15_204, 0, new Ready(1, 6, 1), HELD, 8, 0.2);
		assertThat(verdict.exitCode()).isZero();
		assertThat(verdict.lines())
			.containsExactly("All held: 1 → 6 → 1 instances, 15,204 requests, none dropped, every invariant.");
	}

	@Test
	void says_each_thing_that_did_not_hold() {
		DemoVerdict verdict = verdict(7_999, 3, new Ready(1, 3, 2), Map.of("ledger-sums", true, "no-orphans", false), 8,
				0.2);
		assertThat(verdict.exitCode()).isEqualTo(1);
		assertThat(verdict.lines()).containsExactly("Not all held:", "  ready instances peaked at 3, not at 4.",
				"  2 instances were ready at the end, not 1.", "  7,999 requests were made, not at least 8,000.",
				"  3 of 7,999 requests were dropped.", "  the invariant 'no-orphans' is broken.");
	}

	@Test
	void does_not_take_for_held_what_was_not_measured() {
		DemoVerdict verdict = verdict(15_204, 0, null, Map.of(), 8, 0.2);
		assertThat(verdict.unmet()).extracting(DemoVerdict.Unmet::text)
			.containsExactly("the instances were not observed", "no invariant was checked");
	}

	@Test
	void calls_a_broken_slo_of_one_instance_the_counter_proof() {
		DemoVerdict verdict = verdict(15_204, 2_000, new Ready(1, 1, 1), HELD, 1, 4.2);
		assertThat(verdict.exitCode()).isEqualTo(1);
		assertThat(verdict.lines().getFirst())
			.isEqualTo("The counter-proof: with one instance the SLO (" + Slo.DEFAULT + ") is broken, as expected.");
	}

	@Test
	void is_inconclusive_when_a_busy_machine_explains_all_that_was_dropped() {
		DemoVerdict verdict = busy(new Summary.Machine(0.9, 41, 30, 12, 0), 12, new Ready(1, 3, 1), HELD);
		assertThat(verdict.exitCode()).isEqualTo(3);
		assertThat(verdict.lines()).containsExactly(
				"Inconclusive: this machine was too busy in 41 s: all processors in use, and threads waiting for one; "
						+ "that explains 12 of 12 dropped.",
				"  ready instances peaked at 3, not at 4, which the busy machine explains.",
				"  12 of 15,204 requests were dropped, which the busy machine explains.");
	}

	@Test
	void fails_when_the_busy_machine_does_not_explain_everything() {
		Summary.Machine machine = new Summary.Machine(0.9, 41, 30, 11, 0);
		assertThat(busy(machine, 12, new Ready(1, 6, 1), HELD).exitCode()).as("one drop more").isEqualTo(1);
		assertThat(busy(machine, 11, new Ready(1, 6, 1), Map.of("ledger-sums", false)).exitCode())
			.as("an invariant is never excused")
			.isEqualTo(1);
		assertThat(busy(machine, 11, new Ready(1, 6, 2), HELD).exitCode()).as("instances that stay").isEqualTo(1);
		assertThat(busy(new Summary.Machine(0.9, 41, 0, 0, 0), 0, new Ready(1, 3, 1), HELD).exitCode())
			.as("nothing waited for instances")
			.isEqualTo(1);
	}

	private static DemoVerdict busy(Summary.Machine machine, long dropped, Ready ready,
			Map<String, Boolean> invariants) {
		Summary summary = new Summary(15_204, dropped, ready, invariants, Map.of(), null, null, null, null, List.of(),
				100.0, 100.0, 100.0, 0.06, 0.2, 0.2, 0.2, dropped / 15_204.0, Map.of(), Map.of(), null, null, null,
				machine);
		return new DemoVerdict(summary, Slo.DEFAULT, 1, 8, 8_000);
	}

	private static DemoVerdict verdict(long requests, long dropped, @Nullable Ready ready,
			Map<String, Boolean> invariants, int maximum, double p99) {
		Summary summary = new Summary(requests, dropped, ready, invariants, Map.of(), null, null, null, null, List.of(),
				100.0, 100.0, 0.06, p99, p99, p99, (double) dropped / requests);
		return new DemoVerdict(summary, Slo.DEFAULT, 1, maximum, 8_000);
	}

}
