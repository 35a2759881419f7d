package dev.marea.lab.live;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LiveViewTests {

	private static final RunInfo INFO = new RunInfo("r1", Instant.parse("2026-01-02T03:04:05Z"), List.of("run"),
			"http://127.0.0.1:8080", "browse", "constant:rate=100/s,for=10s", Slo.DEFAULT, "shop", 80.0, null,
			new RunInfo.Versions("0.1.0", "25", "Linux", 2), List.of("Each read waits 50 ms."));

	private static final Summary SUMMARY = new Summary(23412, 1, new Summary.Ready(1, 6, 1),
			Map.of("ledger-sums", true, "keys-unique", false), Map.of("detect", new Quantiles(1.25, 2.1, 2.1, 3)), 1.02,
			4.0, 12.5, 3.0, List.of(new Summary.ScaleIn(110.2, 150.9, 1)), 117.1, 117.0, 116.9, 0.052, 0.084, 0.132,
			0.24, 0.0000427, failures(), Map.of("order", 1L), new Quantiles(0.0001, 0.003, 0.027, 23412), null, null,
			null);

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	@Test
	void a_log_gets_a_line_every_five_seconds_and_events_between() {
		LiveView view = open(new Terminal(160, false, false, true));
		for (int t = 0; t < 10; t++) {
			view.second(second(t));
			if (t == 6) {
				view.event(Event.decision(6.5, "shop", 2, "requests 78 over target 40"));
				view.event(Event.of(6.6, Event.CREATED, "shop", "shop-2"));
				view.event(Event.of(9.1, Event.READY, "shop", "shop-2"));
				view.event(Event.of(9.2, Event.FIRST, "shop", "shop-2"));
			}
		}
		view.close();
		assertThat(text()).isEqualTo(
				"""
						  load        browse, constant:rate=100/s,for=10s
						  to          http://127.0.0.1:8080
						  scaling     shop, one instance takes 80/s
						  SLO         p99 ≤ 300 ms, errors ≤ 0.1 %
						  note        Each read waits 50 ms.

						      5 s  offered  100/s  sent   98/s  answered   97/s  failed  5  p50  52 ms  p99 804 ms  ready 1/1  share 75 25 %
						    6.5 s  desired 1 → 2: requests 78 over target 40
						    9.1 s  shop-2 is ready, 2.5 s after it was created
						     10 s  offered  100/s  sent   98/s  answered   97/s  failed  5  p50  52 ms  p99 809 ms  ready 1/1  share 75 25 %
						""");
	}

	@Test
	void a_terminal_is_drawn_over_and_events_go_above() {
		LiveView view = open(new Terminal(60, true, false, true));
		this.bytes.reset();
		view.second(second(0));
		view.event(Event.of(0.5, Event.CRASHED, "shop", "shop-2"));
		String frame = """

				  1 s        offered 100/s   sent 98/s    answered 97/s
				  ended      failed 1    p50 52 ms   p99 800 ms
				  load       █  top 100/s
				  p99        █  top 800 ms
				  instances  1 ready of 1 desired   need 2
				  shop-1   ███████████████████████████▎   75/s  75 %
				  shop-2   █████████▏                     25/s  25 %
				  shop-10  not ready
				""";
		assertThat(text()).isEqualTo(frame + "\033[9A\033[J" + "    0.5 s  shop-2 crashed\n" + frame);
	}

	/** A terminal wraps old lines anew, so their number of rows is unknown. */
	@Test
	void a_resized_terminal_is_cleared_and_drawn_for_its_new_size() {
		Deque<Window.Size> sizes = new ArrayDeque<>();
		LiveView view = LiveView.open(stream(StandardCharsets.UTF_8), INFO, new Terminal(120, true, false, true),
				sizes::poll);
		for (int i = 0; i < 20; i++) {
			view.event(Event.of(i, Event.CRASHED, "shop", "shop-" + i));
		}
		view.second(second(0));
		sizes.add(new Window.Size(40, 16));
		this.bytes.reset();
		view.second(second(1));
		assertThat(text()).startsWith("\033[H\033[2J").doesNotContain("A\033[J").contains("shop-19 crashed\n");
		String[] rows = text().replace("\033[H\033[2J", "").split("\n");
		assertThat(rows).hasSizeLessThan(16).allMatch((row) -> row.length() < 40);
		this.bytes.reset();
		view.second(second(2));
		assertThat(text()).startsWith("\033[9A\033[J");
	}

	@Test
	void draws_no_more_rows_than_a_low_window_has() {
		Deque<Window.Size> sizes = new ArrayDeque<>(List.of(new Window.Size(80, 5)));
		LiveView view = LiveView.open(stream(StandardCharsets.UTF_8), INFO, new Terminal(80, true, false, true),
				sizes::poll);
		this.bytes.reset();
		view.second(second(0));
		assertThat(text().replace("\033[H\033[2J", "").lines()).hasSize(4);
		this.bytes.reset();
		view.second(second(1));
		assertThat(text()).startsWith("\033[4A\033[J");
	}

	@Test
	void tells_how_busy_the_machine_is() {
		LiveView view = open(new Terminal(80, true, false, true));
		this.bytes.reset();
		view.second(second(0).withMachine(new MachineSecond(0.978, 0.03, 0.8, 0.12, Map.of("lab", 0.5))));
		assertThat(text()).contains("  machine    CPU 98 %   stolen 3 %    waiting 80 %   generator late 120 ms\n");
		view = open(new Terminal(80, true, false, true));
		this.bytes.reset();
		view.second(second(0).withMachine(new MachineSecond(0.4, null, null, null, Map.of())));
		assertThat(text()).contains("  machine    CPU 40 %\n");
		view = open(new Terminal(80, true, false, true));
		this.bytes.reset();
		view.second(second(0).withMachine(MachineSecond.UNKNOWN));
		assertThat(text()).doesNotContain("machine");
	}

	@Test
	void marks_a_second_in_which_the_run_lacked_cpu() {
		MachineSecond busy = new MachineSecond(0.9, 0.0, 0.8, 0.12, Map.of());
		MachineSecond starved = new MachineSecond(0.96, 0.03, 0.8, 0.12, Map.of());
		LiveView view = open(new Terminal(80, true, true, true));
		this.bytes.reset();
		view.second(second(0).withMachine(busy));
		assertThat(text()).contains("CPU \033[0m90 %").doesNotContain("\033[31;1m9");
		view.second(second(1).withMachine(starved));
		assertThat(text()).contains("CPU \033[0m\033[31;1m96 %");
	}

	@Test
	void a_line_of_a_log_names_the_machine_only_where_the_run_lacked_cpu() {
		LiveView view = open(new Terminal(160, false, false, true));
		this.bytes.reset();
		for (int t = 0; t < 10; t++) {
			double busy = (t == 2) ? 0.96 : (t == 3) ? 0.99 : 1;
			double pressure = (t == 2 || t == 3) ? 0.8 : 0.1;
			view.second(second(t).withMachine(new MachineSecond(busy, 0.0, pressure, 0.01, Map.of())));
		}
		assertThat(text().lines()).satisfiesExactly(
				(first) -> assertThat(first).endsWith("share 75 25 %  machine busy 99 %"),
				(second) -> assertThat(second).endsWith("share 75 25 %"));
	}

	@Test
	void says_how_long_an_instance_waited_for_its_turn_and_that_it_is_not_ready_any_more() {
		LiveView view = open(new Terminal(160, false, false, true));
		this.bytes.reset();
		view.event(Event.of(1, Event.CREATED, "shop", "shop-2"));
		view.event(Event.of(1, Event.SCHEDULED, "shop", "shop-2"));
		view.event(Event.of(1, Event.CREATED, "shop", "shop-3"));
		view.event(Event.of(5, Event.READY, "shop", "shop-2"));
		view.event(Event.of(6, Event.SCHEDULED, "shop", "shop-3"));
		view.event(Event.of(10.1, Event.READY, "shop", "shop-3"));
		view.event(Event.of(20, Event.UNREADY, "shop", "shop-2"));
		view.event(Event.of(23, Event.READY, "shop", "shop-2"));
		assertThat(text()).isEqualTo("""
				    5.0 s  shop-2 is ready, 4.0 s after it was created
				   10.1 s  shop-3 is ready, 9.1 s after it was created, 5.0 s of them waiting for its turn
				   20.0 s  shop-2 is no longer ready
				   23.0 s  shop-2 is ready
				""");
	}

	@Test
	void ends_with_how_busy_the_machine_was() {
		LiveView view = open(new Terminal(160, false, false, true));
		this.bytes.reset();
		view.close(new Summary(0, 0, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null, null,
				null, null, null, null, null, Map.of(), Map.of(), null, null, null,
				new Summary.Machine(0.712, 12, 3, 0, 0)));
		assertThat(text()).contains("  machine     busy 71 % on average   12 s starved of CPU\n");
	}

	@Test
	void shows_only_what_is_final_when_a_second_is_over() {
		for (boolean redraw : List.of(true, false)) {
			LiveView view = open(new Terminal(160, redraw, false, true));
			this.bytes.reset();
			for (int t = 0; t < 5; t++) {
				view.second(second(t));
			}
			String first = text();
			view = open(new Terminal(160, redraw, false, true));
			this.bytes.reset();
			for (int t = 0; t < 5; t++) {
				Second s = second(t);
				view.second(new Second(t, s.offered(), s.sent(), s.ended(), 55, 44, 1.5, 2.5, 3.5, s.need(),
						s.desired(), s.ready(), s.metric(), s.instances(), Map.of("500", 44)));
			}
			assertThat(text()).isEqualTo(first).isNotEmpty();
		}
	}

	@Test
	void colours_only_where_they_are_wanted() {
		assertThat(Terminal.of(stream(StandardCharsets.UTF_8), true, Map.of("TERM", "xterm", "COLUMNS", "90")))
			.isEqualTo(new Terminal(90, true, true, true));
		assertThat(Terminal.of(stream(StandardCharsets.UTF_8), true,
				Map.of("TERM", "xterm", "COLUMNS", "90", "NO_COLOR", "1")))
			.isEqualTo(new Terminal(90, true, false, true));
		assertThat(Terminal.of(stream(StandardCharsets.UTF_8), true, Map.of("TERM", "dumb", "COLUMNS", "90")))
			.isEqualTo(new Terminal(90, false, false, true));
		assertThat(Terminal.of(stream(StandardCharsets.US_ASCII), false, Map.of("TERM", "xterm")))
			.isEqualTo(new Terminal(160, false, false, false));
	}

	@Test
	void ends_with_the_summary() {
		LiveView view = open(new Terminal(160, false, false, true));
		this.bytes.reset();
		view.close(SUMMARY, Path.of("runs/r1/report.html"));
		assertThat(text()).isEqualTo("""

				  requests    23,412   offered 117.1/s   sent 117/s   answered 116.9/s
				  dropped     1   < 0.01 %   order 1
				              1 in the scale-in of 110.2 s to 150.9 s
				  failed      9 × order: reason 0
				  failed      8 × order: reason 1
				  failed      7 × order: reason 2
				  failed      6 × order: reason 3
				  failed      5 × order: reason 4
				  failed      for 2 more reasons, see summary.json
				  latency     p50 52 ms   p99 84 ms   p99.9 132 ms   max 240 ms
				  generator   started requests late by p50 0.1 ms   p99 3 ms   max 27 ms, which the latencies include
				  ready       min 1   peak 6   final 1   skew 1.02
				  need        under 4 instance-s   over 12.5 instance-s   violation 3 s

				                   p50       p99       max    n   from → to
				  detect          1.25 s    2.10 s    2.10 s    3   need exceeds ready instances → desired rises
				  not measured: waiting, starting, ready, first, even, warm, recover, recover − detect

				  invariant   ✗ keys-unique
				  invariant   ✓ ledger-sums
				  verdict     ✓ SLO held: p99 84 ms ≤ 300 ms, errors < 0.01 % ≤ 0.1 %
				  verdict     ✗ 1 dropped
				  verdict     ✗ 1 of 2 invariants broken: keys-unique
				  report      runs/r1/report.html
				""");
	}

	@Test
	void marks_what_does_not_hold_and_what_did_not_recover() {
		LiveView view = open(new Terminal(160, false, false, true));
		this.bytes.reset();
		view.close(new Summary(0, 0, null, Map.of(), Map.of(), null, 1.0, 2.0, 28.0, List.of(), null, null, null, null,
				null, null, null, null, Map.of(), Map.of(), null, 1, new Summary.NeedInvalid(12, 0.415), null));
		assertThat(text())
			.contains(
					"""
							  need        under 1 instance-s   over 2 instance-s   violation 28 s
							              need, detect, under and over do not hold: in 12 s, saturated instances served only 41.5 % of the measured capacity.
							""")
			.contains("  not recovered: 1 of the overloads, after which the SLO did not hold again\n");
	}

	@Test
	void says_what_was_not_measured_without_inventing_it() {
		LiveView view = open(new Terminal(160, false, false, false));
		this.bytes.reset();
		view.close(new Summary(0, 0, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null, null,
				null, null, null, null));
		assertThat(text()).isEqualTo("""

				  requests    none by the lab
				  not measured: detect, waiting, starting, ready, first, even, warm, recover, recover - detect

				  verdict     - SLO not measured
				  verdict     - no request was made
				  verdict     - invariants not checked
				""");
	}

	@Test
	void no_escape_sequence_of_a_name_reaches_the_terminal() {
		LiveView view = open(new Terminal(160, false, false, true));
		this.bytes.reset();
		view.event(Event.phase(1, "\033[2Jgone\nhome"));
		assertThat(text()).isEqualTo("    1.0 s   [2Jgone home\n");
	}

	@Test
	void nothing_follows_the_end() {
		LiveView view = open(new Terminal(160, false, false, true));
		view.close();
		this.bytes.reset();
		view.second(second(4));
		view.event(Event.phase(1, "late"));
		view.close(SUMMARY);
		assertThat(text()).isEmpty();
	}

	private static Map<String, Long> failures() {
		Map<String, Long> failures = new LinkedHashMap<>();
		for (int i = 0; i < 7; i++) {
			failures.put("order: reason " + i, 9L - i);
		}
		return failures;
	}

	private static Second second(int t) {
		return new Second(t, 100.0, 98, new Second.Ended(97, 1, 0.052, 0.8 + t / 1000.0), 0, 0, null, null, null, 2, 1,
				1, 78.0,
				Map.of("shop-1", new InstanceSecond(75, true, null, null), "shop-2",
						new InstanceSecond(25, true, null, null), "shop-10", new InstanceSecond(0, false, null, null)),
				Map.of("200", 97, "503", 1));
	}

	private LiveView open(Terminal terminal) {
		return LiveView.open(stream(StandardCharsets.UTF_8), INFO, terminal, () -> null);
	}

	private PrintStream stream(Charset charset) {
		return new PrintStream(this.bytes, true, charset);
	}

	private String text() {
		return this.bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
	}

}
