package dev.marea.lab.report;

import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeadlineTests {

	private static final Run DAY = SyntheticRun.day();

	@Test
	void says_how_far_it_grew_and_that_all_held() {
		assertThat(Headline.of(DAY)).isEqualTo(new Words(
				"Grew from 1 to 6 instances and back; 16,246 requests, 0 dropped; p99 68 ms; all 5 invariants held.",
				"Creció de 1 a 6 instancias y volvió; 16.246 peticiones, 0 perdidas; p99 68 ms;"
						+ " los 5 invariantes se cumplieron."));
	}

	@Test
	void says_how_long_it_was_outside_the_slo() {
		assertThat(Headline.of(SyntheticRun.counterProof()).en())
			.isEqualTo("Stayed at 1 instance; 16,045 requests, 6,343 dropped; p99 2.60 s; outside the SLO for 78 s;"
					+ " all 5 invariants held.");
	}

	@Test
	void says_which_share_of_the_invariants_broke_and_where_it_ended() {
		assertThat(Headline
			.of(with(summary(1, new Summary.Ready(1, 6, 3), Map.of("ledger-sums", false, "keys-unique", true))))
			.en())
			.isEqualTo("Grew from 1 to 6 instances and ended at 3; 1 request, 0 dropped; 1 of 2 invariants broken.");
	}

	@Test
	void leaves_out_what_nobody_observed() {
		assertThat(Headline.of(new Run(DAY.info(), List.of(), List.of(), summary(20, null, Map.of()))).en())
			.isEqualTo("20 requests, 0 dropped.");
	}

	@Test
	void says_when_a_run_was_cut_short() {
		List<Second> begun = DAY.seconds().subList(0, 84);
		assertThat(Headline.of(new Run(DAY.info(), begun, List.of(), null)).en())
			.isEqualTo("The run was cut short. In the 84 s that are recorded: grew from 1 to 6 instances;"
					+ " 7,030 requests, 0 failed.");
		assertThat(Headline.of(new Run(DAY.info(), List.of(), List.of(), null)).en())
			.isEqualTo("The run was cut short; not one second of it is recorded.");
	}

	private static Run with(Summary summary) {
		return new Run(DAY.info(), DAY.seconds(), DAY.events(), summary);
	}

	private static Summary summary(long requests, Summary.Ready ready, Map<String, Boolean> invariants) {
		return new Summary(requests, 0, ready, invariants, Map.of(), null, null, null, null, List.of(), null, null,
				null, null, null, null, null);
	}

}
