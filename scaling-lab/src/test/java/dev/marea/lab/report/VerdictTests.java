package dev.marea.lab.report;

import java.util.List;
import java.util.Map;

import dev.marea.lab.report.Verdict.Outcome;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTests {

	@Test
	void holds_when_nothing_is_broken() {
		assertThat(verdict(0.2, 0, null, Map.of("ledger", true)).outcome()).isEqualTo(Outcome.HELD);
	}

	@Test
	void is_broken_where_nobody_watched_the_machine() {
		assertThat(verdict(0.4, 0, null, Map.of()).outcome()).isEqualTo(Outcome.BROKEN);
		assertThat(verdict(0.2, 1, null, Map.of()).outcome()).isEqualTo(Outcome.BROKEN);
	}

	@Test
	void is_inconclusive_where_the_busy_machine_explains_all_of_it() {
		Verdict verdict = verdict(0.4, 7, new Summary.Machine(0.9, 12, 0, 7, 0), Map.of("ledger", true));
		assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
		assertThat(verdict.checks()).extracting(Verdict.Check::outcome)
			.containsExactly(Outcome.INCONCLUSIVE, Outcome.INCONCLUSIVE, Outcome.HELD, Outcome.UNKNOWN);
		assertThat(verdict.checks().getLast().words()).isEqualTo(new Words(
				"this machine was too busy in 12 s: all processors in use, and threads waiting for one; that explains 7 of 7 dropped",
				"esta máquina estuvo demasiado ocupada durante 12 s: todos los procesadores en uso, e hilos en espera de uno; eso explica 7 de 7 perdidas"));
	}

	@Test
	void is_broken_where_the_busy_machine_explains_a_part_only() {
		assertThat(verdict(0.4, 7, new Summary.Machine(0.9, 12, 0, 6, 0), Map.of()).outcome()).as("a dropped request")
			.isEqualTo(Outcome.BROKEN);
		assertThat(verdict(0.4, 0, new Summary.Machine(0.9, 12, 0, 0, 1), Map.of()).outcome())
			.as("a second outside the SLO")
			.isEqualTo(Outcome.BROKEN);
		assertThat(verdict(0.2, 0, new Summary.Machine(0.9, 12, 0, 0, 0), Map.of("ledger", false)).outcome())
			.as("an invariant")
			.isEqualTo(Outcome.BROKEN);
		assertThat(verdict(0.4, 0, new Summary.Machine(0.9, 0, 0, 0, 0), Map.of()).outcome())
			.as("a machine that was not starved")
			.isEqualTo(Outcome.BROKEN);
	}

	@Test
	void a_busy_machine_does_not_matter_where_all_held() {
		assertThat(verdict(0.2, 0, new Summary.Machine(0.9, 12, 3, 0, 0), Map.of()).outcome()).isEqualTo(Outcome.HELD);
	}

	private static Verdict verdict(double p99, long dropped, Summary.@Nullable Machine machine,
			Map<String, Boolean> invariants) {
		return Verdict.of(Slo.DEFAULT,
				new Summary(1000, dropped, null, invariants, Map.of(), null, null, null, null, List.of(), 10.0, 10.0,
						10.0, 0.1, p99, p99, p99, dropped / 1000.0, Map.of(), Map.of(), null, null, null, machine));
	}

}
