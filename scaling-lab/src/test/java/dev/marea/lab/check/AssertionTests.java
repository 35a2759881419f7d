package dev.marea.lab.check;

import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.report.Verdict.Outcome;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AssertionTests {

	private static final List<String> REQUESTS = List.of("browse", "order (slow)");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			dropped==0                  | HELD   | dropped is 0
			dropped != 0                | BROKEN | dropped is 0
			requests>=1000              | HELD   | requests is 1,000
			requests>1000               | BROKEN | requests is 1,000
			requests<=1.5               | BROKEN | requests is 1,000
			p95<=400ms                  | HELD   | p95 is 250 ms
			p99.9<1s                    | HELD   | p99.9 is 800 ms
			p999<1s                     | HELD   | p99.9 is 800 ms
			errors<=0.1%                | HELD   | errors is 0 %
			sent>=99/s                  | HELD   | sent is 99.5/s
			recover<=60s                | HELD   | recover is 42.0 s
			recover.p50<=20s            | BROKEN | recover.p50 is 30.0 s
			recover.n==2                | HELD   | recover.n is 2
			ready.peak>=4               | HELD   | ready.peak is 4
			scaleIns.dropped==0         | HELD   | scaleIns.dropped is 0
			invariants.broken==0        | HELD   | invariants.broken is 0
			violation==0                | BROKEN | violation is 3.00 s
			p95(browse)<=100ms          | HELD   | p95(browse) is 90 ms
			p99 (order (slow)) <= 0.4s  | BROKEN | p99(order (slow)) is 500 ms
			errors(order (slow))<=1%    | BROKEN | errors(order (slow)) is 2 %
			detect<=30s                 | BROKEN | not measured: it did not occur, or the instances were not observed
			under==0                    | BROKEN | not measured: need is known with --on and --capacity
			needInvalid.seconds==0      | BROKEN | not measured: need is known with --on and --capacity
			machine.busy<=80%           | BROKEN | not measured: the lab's machine was not observed
			""")
	void compares_a_figure_of_the_summary(String text, Outcome outcome, String said) {
		assertThat(Assertion.parse(text, REQUESTS).check(summary(0))).isEqualTo(new Check(text, outcome, said));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					dropped          | --assert 'dropped' is not understood; it reads like dropped==0, recover<=60s or 'p95(order)<=400ms'.
					dropped=0        | --assert 'dropped=0' is not understood; it reads like dropped==0, recover<=60s or 'p95(order)<=400ms'.
					p95(browse<=1s   | --assert 'p95(browse<=1s' is not understood; it reads like dropped==0, recover<=60s or 'p95(order)<=400ms'.
					p95<=fast        | The bound of --assert 'p95<=fast' is 'fast', which is no duration such as 300ms, 60s or 2m30s.
					dropped==none    | The bound of --assert 'dropped==none' is 'none', which is no number such as 3 or 1.5.
					errors<=7        | The bound of --assert 'errors<=7' is '7', which is no share such as 0.1% or 0.001.
					p75(browse)<=1s  | --assert 'p75(browse)<=1s' names the figure 'p75', but a request has requests, dropped, errors, p50, p95, p99, max.
					p95(ordr)<=1s    | --assert 'p95(ordr)<=1s' names the request 'ordr', but the load has browse, order (slow).
					""")
	void refuses_what_it_does_not_understand(String text, String complaint) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Assertion.parse(text, REQUESTS))
			.withMessage(complaint);
	}

	@Test
	void names_the_figures_where_one_is_unknown() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Assertion.parse("droped==0", null))
			.withMessageStartingWith(
					"--assert 'droped==0' names the figure 'droped', but a summary has requests, dropped,")
			.withMessageContaining(" recover,");
	}

	@Test
	void takes_any_name_of_a_request_that_is_not_known_before_the_run() {
		assertThat(Assertion.parse("p95(GET /x)<=1s", null).check(summary(0)).text())
			.isEqualTo("not measured: no request 'GET /x' was sent");
	}

	@Test
	void does_not_pass_because_the_load_was_another_tools() {
		Summary watched = new Summary(0, 0, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null,
				null, null, null, null, null);
		assertThat(Assertion.parse("dropped==0", null).check(watched))
			.isEqualTo(new Check("dropped==0", Outcome.BROKEN, "not measured: the lab sent no request"));
	}

	@Test
	void does_not_pass_because_the_drops_of_a_scale_in_were_another_tools() {
		Summary watched = new Summary(0, 0, new Summary.Ready(1, 4, 1), Map.of(), Map.of(), null, 0.0, 0.0, null,
				List.of(new Summary.ScaleIn(10, 20, 0)), null, null, null, null, null, null, null);
		assertThat(Assertion.parse("scaleIns.dropped==0", null).check(watched))
			.isEqualTo(new Check("scaleIns.dropped==0", Outcome.BROKEN,
					"not measured: drops in a scale-in are known with --on and a load of the lab"));
		assertThat(Assertion.parse("scaleIns.count==1", null).check(watched).outcome()).isEqualTo(Outcome.HELD);
		assertThat(Assertion.parse("needInvalid.seconds==0", null).check(watched).outcome()).isEqualTo(Outcome.HELD);
	}

	@Test
	void fails_a_run_whose_summary_covers_no_request() {
		Summary empty = new Summary(0, 0, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null, null,
				null, null, null, null);
		List<Check> checks = Check.ofRun(empty, null);
		assertThat(checks)
			.containsExactly(new Check("some requests succeed", Outcome.BROKEN, "the summary covers no request"));
		assertThat(Check.exitCode(checks)).isEqualTo(1);
	}

	@Test
	void fails_recover_where_an_overload_never_ended() {
		assertThat(Assertion.parse("recover<=60s", null).check(summary(1)).text())
			.isEqualTo("not measured: after 1 of the overloads the SLO did not hold again");
	}

	@Test
	void is_inconclusive_where_the_busy_machine_explains_every_drop() {
		Summary busy = new Summary(100, 5, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null,
				null, 0.1, 0.2, 0.2, 0.2, 0.05, Map.of(), Map.of(), null, null, null,
				new Summary.Machine(1, 4, 4, 5, 0), 0.2, Map.of());
		assertThat(Assertion.parse("dropped==0", null).check(busy).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
		assertThat(Assertion.parse("p95<=100ms", null).check(busy).outcome()).isEqualTo(Outcome.BROKEN);
		assertThat(Check.exitCode(List.of(Assertion.parse("dropped==0", null).check(busy)))).isEqualTo(3);
	}

	static Summary summary(int unrecovered) {
		return new Summary(1000, 0, new Summary.Ready(1, 4, 1), Map.of("sums", true),
				Map.of("recover", new Quantiles(30, 42, 42, 2)), null, null, null, 3.0, List.of(), 100.0, 99.5, 99.0,
				0.1, 0.3, 0.8, 1.0, 0.0, Map.of(), Map.of(), null, unrecovered, null, null, 0.25,
				Map.of("browse", new Summary.RequestFigures(900, 0, 0, 0.05, 0.09, 0.1, 0.2), "order (slow)",
						new Summary.RequestFigures(100, 2, 0.02, 0.2, 0.4, 0.5, 1.0)));
	}

}
