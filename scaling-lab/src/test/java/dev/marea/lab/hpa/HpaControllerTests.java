package dev.marea.lab.hpa;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.PodSample.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recommendations of metrics, with a behavior that follows at once. Every number was
 * computed by the rules of replica_calculator.go of Kubernetes 1.35.4.
 */
class HpaControllerTests {

	private static final Behavior TWO_PODS_A_MINUTE = new Behavior(
			new Rules(0, Select.MAX, List.of(new Behavior.Policy(Behavior.Type.PODS, 2, 60)), null), TestHpa.FAST_DOWN);

	@ParameterizedTest
	@CsvSource({ "78, 4", "40, 2", "44, 2", "44.001, 3", "36, 2", "35.999, 2", "20, 1", "0, 1", "4000, 20" })
	void follows_the_mean_of_the_pods_but_for_the_tolerance(double requests, int desired) {
		Decision decision = TestHpa.controller(TestHpa.PODS).decide(TestHpa.at(0, TestHpa.pods(2, requests)));
		assertThat(decision.desired()).isEqualTo(desired);
	}

	@Test
	void goes_by_the_behaviors_own_tolerance_each_way() {
		Rules up = new Rules(0, Select.MAX, TestHpa.FAST.policies(), 0.5);
		Rules down = new Rules(0, Select.MAX, TestHpa.FAST_DOWN.policies(), 0.0);
		Hpa hpa = TestHpa.of(1, 100, new Behavior(up, down), TestHpa.PODS);
		assertThat(decided(hpa, TestHpa.at(0, TestHpa.pods(10, 60)))).isEqualTo(10);
		assertThat(decided(hpa, TestHpa.at(0, TestHpa.pods(10, 60.001)))).isEqualTo(16);
		assertThat(decided(hpa, TestHpa.at(0, TestHpa.pods(10, 35.9)))).isEqualTo(9);
	}

	@Test
	void counts_only_reported_changes_beside_another_controller() {
		HpaController shadow = HpaController.beside(TestHpa.of(1, 100, TWO_PODS_A_MINUTE, TestHpa.PODS),
				Settings.KUBERNETES);
		List<PodSample> busy = TestHpa.pods(2, 400);
		assertThat(shadow.decide(TestHpa.at(0, busy)).desired()).isEqualTo(4);
		assertThat(shadow.decide(TestHpa.at(15, busy)).desired()).isEqualTo(4);
		shadow.scaled(16, 2, 4);
		assertThat(shadow.decide(TestHpa.at(30, TestHpa.pods(4, 400))).desired()).isEqualTo(4);
		assertThat(shadow.decide(TestHpa.at(90, TestHpa.pods(4, 400))).desired()).isEqualTo(6);
	}

	@Test
	void is_copied_with_what_it_remembers() {
		HpaController one = HpaController.beside(TestHpa.of(1, 100, null, TestHpa.PODS), Settings.KUBERNETES);
		one.decide(TestHpa.at(0, TestHpa.pods(4, 40)));
		HpaController copy = one.copy();
		one.decide(TestHpa.at(15, TestHpa.pods(4, 80)));
		assertThat(copy.decide(TestHpa.at(30, TestHpa.pods(4, 10))).desired()).isEqualTo(4);
		assertThat(one.decide(TestHpa.at(30, TestHpa.pods(4, 10))).desired()).isEqualTo(8);
	}

	@Test
	void takes_pods_without_a_value_to_use_nothing_when_growing() {
		List<PodSample> pods = TestHpa.join(TestHpa.pods(2, 100), List.of(TestHpa.pod("m", null)));
		// 200 / 3 = 66.6, times 3 pods
		assertThat(decided(TestHpa.PODS, TestHpa.at(0, pods))).isEqualTo(5);
	}

	@Test
	void takes_pods_without_a_value_to_be_at_target_when_shrinking() {
		List<PodSample> pods = TestHpa.join(TestHpa.pods(3, 0), List.of(TestHpa.pod("m", null)));
		assertThat(decided(TestHpa.PODS, TestHpa.at(0, pods))).isEqualTo(1);
		pods = TestHpa.join(TestHpa.pods(3, 20), List.of(TestHpa.pod("m", null)));
		// (60 + 40) / 4 = 25, a ratio of 0.625 of 4 pods
		assertThat(decided(TestHpa.PODS, TestHpa.at(0, pods))).isEqualTo(3);
	}

	@Test
	void does_not_turn_round_what_was_measured_by_what_was_assumed() {
		List<PodSample> pods = TestHpa.join(TestHpa.pods(2, 60), TestHpa.pods(2, Double.NaN));
		assertThat(decided(TestHpa.PODS, TestHpa.at(0, pods))).isEqualTo(4);
	}

	@Test
	void counts_a_starting_pods_own_metric_but_not_its_cpu() {
		PodSample started = PodSample.running("s", 90, null, TestHpa.used(2, 100), 1.0, Map.of(TestHpa.REQUESTS, 10.0));
		List<PodSample> pods = TestHpa.join(TestHpa.pods(2, 40), List.of(started));
		assertThat(decided(TestHpa.PODS, TestHpa.at(100, pods))).isEqualTo(3);
		assertThat(decided(new Metric(Metric.Kind.PODS_AVERAGE, TestHpa.REQUESTS, 90_000), TestHpa.at(100, pods)))
			.isEqualTo(1);
		List<PodSample> busy = List.of(TestHpa.cpu("a", 0.5), TestHpa.cpu("b", 0.5), started);
		assertThat(decided(TestHpa.CPU, TestHpa.at(100, busy))).isEqualTo(3);
		assertThat(decided(TestHpa.CPU_AVERAGE, TestHpa.at(100, busy))).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource({
			// started, ready, changed → whether its CPU counts at 1000 s
			"-4000, true, -3900, true", "-4000, false, -3969, true", "-4000, false, -3970, true",
			"-4000, false, -3971, false", "700, true, 985, true", "700.1, true, 985, true", "700.1, true, 985.1, false",
			"700, true, 985.1, true", "900, false, 950, false", "700, false, 800, true" })
	void counts_cpu_only_of_pods_past_their_start(double started, boolean ready, double changed, boolean counts) {
		PodSample pod = new PodSample("s", Phase.RUNNING, false, started, ready, changed, TestHpa.used(5, 1000), 1.0,
				Map.of());
		Decision decision = TestHpa.controller(TestHpa.CPU).decide(TestHpa.at(1000, List.of(pod)));
		assertThat(!decision.failed()).isEqualTo(counts);
	}

	@ParameterizedTest
	@CsvSource({
			// started, ready, changed, measured, window → whether its CPU counts at 1000
			// s
			"900, true, 960, 974.999, 15, false", "900, true, 960, 975, 15, true", "900, true, 960, 1000, 15, true",
			"900, true, 960, 990, 30.001, false", "900, true, 960, 990, 30, true", "700.001, true, 990, 999, 15, false",
			// past their first five minutes, however old the figure is
			"700, true, 990, 900, 60, true", "-4000, true, 999, 100, 60, true", "-4000, false, -3970, 100, 60, true",
			// not ready, however new it is
			"900, false, 960, 1000, 15, false" })
	void counts_cpu_by_the_metrics_own_time_stamp_and_window(double started, boolean ready, double changed,
			double measured, double window, boolean counts) {
		PodSample.Usage cpu = new PodSample.Usage(5, measured, window);
		PodSample pod = new PodSample("s", Phase.RUNNING, false, started, ready, changed, cpu, 1.0, Map.of());
		Decision decision = TestHpa.controller(TestHpa.CPU).decide(TestHpa.at(1000, List.of(pod)));
		assertThat(!decision.failed()).isEqualTo(counts);
		assertThat(decision.desired()).isEqualTo(counts ? 10 : 1);
	}

	@Test
	void counts_a_pods_own_figure_without_asking_how_old_it_is() {
		PodSample ready = PodSample.running("s", 900, 999.0, TestHpa.used(5, 0), 1.0, Map.of(TestHpa.REQUESTS, 400.0));
		assertThat(decided(TestHpa.PODS, TestHpa.at(1000, List.of(ready)))).isEqualTo(10);
	}

	@Test
	void takes_unready_pods_to_use_nothing_when_growing_and_leaves_them_out_when_shrinking() {
		PodSample pending = new PodSample("s", Phase.PENDING, false, 90, false, 90, null, 1.0, Map.of());
		List<PodSample> busy = List.of(TestHpa.cpu("a", 1.0), TestHpa.cpu("b", 1.0), pending);
		// 66 % of 3 pods, over 50 %
		assertThat(decided(TestHpa.CPU, TestHpa.at(100, busy))).isEqualTo(4);
		List<PodSample> idle = List.of(TestHpa.cpu("a", 0.1), TestHpa.cpu("b", 0.1), pending);
		assertThat(decided(TestHpa.CPU, TestHpa.at(100, idle))).isEqualTo(1);
	}

	@Test
	void takes_pods_without_cpu_to_use_all_they_request_when_shrinking() {
		List<PodSample> pods = List.of(TestHpa.cpu("a", 0.1), TestHpa.cpu("b", 0.1), TestHpa.cpu("m", null));
		// (0.1 + 0.1 + 1) / 3 = 40 %, of 3 pods at 50 %: 2.4
		assertThat(decided(TestHpa.CPU, TestHpa.at(0, pods))).isEqualTo(3);
		Metric over = new Metric(Metric.Kind.RESOURCE_UTILIZATION, "cpu", 200);
		// the target where it is above 100 %: (0.1 + 0.1 + 2) / 3 = 73 %, of 3 pods at
		// 200 %
		assertThat(decided(over, TestHpa.at(0, pods))).isEqualTo(2);
	}

	@Test
	void leaves_out_pods_that_failed_or_go_but_wants_their_requests() {
		PodSample going = new PodSample("g", Phase.RUNNING, true, -3600, true, -3500, TestHpa.used(9, 0), 1.0,
				Map.of());
		PodSample failed = new PodSample("f", Phase.FAILED, false, -3600, false, -3500, TestHpa.used(9, 0), 1.0,
				Map.of());
		List<PodSample> pods = List.of(TestHpa.cpu("a", 0.5), going, failed);
		assertThat(decided(TestHpa.CPU, new SyncInput(0, 1, pods, Map.of()))).isEqualTo(1);
		PodSample unknown = new PodSample("u", Phase.RUNNING, true, -3600, true, -3500, TestHpa.used(9, 0), null,
				Map.of());
		Decision decision = TestHpa.controller(TestHpa.CPU)
			.decide(TestHpa.at(0, List.of(TestHpa.cpu("a", 5.0), unknown)));
		assertThat(decision.failed()).isTrue();
		assertThat(decision.reason()).isEqualTo("not scaled: pod u requests no cpu");
	}

	@Test
	void divides_whole_percents_and_thousandths_as_the_controller_does() {
		// 55.9 % is 55 %, a ratio of 1.1: within the tolerance
		assertThat(decided(TestHpa.CPU, TestHpa.at(0, List.of(TestHpa.cpu("a", 0.559))))).isEqualTo(1);
		assertThat(decided(TestHpa.CPU, TestHpa.at(0, List.of(TestHpa.cpu("a", 0.56))))).isEqualTo(2);
	}

	@Test
	void shares_an_external_figure_among_the_active_pods() {
		HpaController controller = TestHpa.controller(TestHpa.EXTERNAL);
		assertThat(controller.decide(TestHpa.external(0, TestHpa.pods(3, 0), 120)).desired()).isEqualTo(3);
		assertThat(controller.decide(TestHpa.external(15, TestHpa.pods(3, 0), 161)).desired()).isEqualTo(5);
		// 4 are desired, 3 exist and are enough: the controller then falls back to 3
		assertThat(decided(TestHpa.EXTERNAL, new SyncInput(0, 4, TestHpa.pods(3, 0), Map.of(TestHpa.REQUESTS, 120.0))))
			.isEqualTo(3);
		assertThat(decided(TestHpa.EXTERNAL, new SyncInput(0, 4, List.of(), Map.of(TestHpa.REQUESTS, 120.0))))
			.isEqualTo(3);
		assertThat(decided(TestHpa.EXTERNAL, new SyncInput(0, 4, List.of(), Map.of(TestHpa.REQUESTS, 0.0))))
			.isEqualTo(1);
	}

	@Test
	void multiplies_the_ready_pods_by_an_external_value() {
		PodSample starting = PodSample.running("s", 90, null, null, null, Map.of());
		List<PodSample> pods = TestHpa.join(TestHpa.pods(3, 0), List.of(starting));
		assertThat(decided(TestHpa.VALUE, TestHpa.external(100, pods, 200))).isEqualTo(6);
		assertThat(decided(TestHpa.VALUE, TestHpa.external(100, pods, 110))).isEqualTo(4);
		Decision none = TestHpa.controller(TestHpa.VALUE)
			.decide(new SyncInput(0, 2, List.of(), Map.of(TestHpa.REQUESTS, 200.0)));
		assertThat(none.failed()).isTrue();
	}

	@Test
	void takes_the_most_that_any_metric_asks_for() {
		Hpa hpa = TestHpa.of(1, 100, TestHpa.AT_ONCE, TestHpa.PODS, TestHpa.VALUE);
		Decision decision = new HpaController(hpa, Settings.KUBERNETES)
			.decide(TestHpa.external(0, TestHpa.pods(2, 60), 300));
		assertThat(decision.desired()).isEqualTo(6);
		assertThat(decision.reason()).isEqualTo("http_requests_per_second 300 over target 100: 6 wanted");
	}

	@Test
	void grows_but_does_not_shrink_while_a_metric_has_no_value() {
		Hpa hpa = TestHpa.of(1, 100, TestHpa.AT_ONCE, TestHpa.VALUE, TestHpa.PODS);
		Decision up = new HpaController(hpa, Settings.KUBERNETES).decide(TestHpa.at(0, TestHpa.pods(2, 60)));
		assertThat(up.desired()).isEqualTo(3);
		assertThat(up.reason())
			.isEqualTo("http_requests_per_second 60 over target 40: 3 wanted; http_requests_per_second has no value");
		Decision down = new HpaController(hpa, Settings.KUBERNETES).decide(TestHpa.at(0, TestHpa.pods(2, 1)));
		assertThat(down).isEqualTo(new Decision(2, "not scaled down: http_requests_per_second has no value",
				Map.of(TestHpa.REQUESTS, 1.0), true));
	}

	@Test
	void leaves_the_replicas_while_no_metric_has_a_value() {
		Decision decision = TestHpa.controller(TestHpa.PODS).decide(TestHpa.at(0, List.of(TestHpa.pod("a", null))));
		assertThat(decision).isEqualTo(new Decision(1,
				"not scaled: no pod has a value for http_requests_per_second that counts yet", Map.of(), true));
		Decision noRequest = TestHpa.controller(TestHpa.CPU)
			.decide(TestHpa.at(0, List.of(PodSample.running("a", -3600, -3500.0, TestHpa.used(1, 0), 0.0, Map.of()))));
		assertThat(noRequest.reason()).isEqualTo("not scaled: the pods request no cpu");
	}

	@Test
	void is_off_while_no_replicas_are_asked_for() {
		Decision decision = TestHpa.controller(TestHpa.EXTERNAL)
			.decide(new SyncInput(0, 0, List.of(), Map.of(TestHpa.REQUESTS, 500.0)));
		assertThat(decision)
			.isEqualTo(new Decision(0, "0 replicas are desired, which disables autoscaling", Map.of(), false));
	}

	@Test
	void brings_replicas_within_their_bounds_without_looking_at_metrics() {
		HpaController controller = new HpaController(TestHpa.of(2, 5, null, TestHpa.PODS), Settings.KUBERNETES);
		assertThat(controller.decide(new SyncInput(0, 9, List.of(), Map.of())))
			.extracting(Decision::desired, Decision::reason)
			.containsExactly(5, "9 replicas are above maxReplicas 5");
		assertThat(controller.decide(new SyncInput(15, 1, List.of(), Map.of())))
			.extracting(Decision::desired, Decision::reason)
			.containsExactly(2, "1 replicas are below minReplicas 2");
	}

	@Test
	void shrinks_as_the_controller_on_amd64_when_a_proposal_fits_no_int() {
		Metric tiny = new Metric(Metric.Kind.PODS_AVERAGE, TestHpa.REQUESTS, 1);
		assertThat(decided(tiny, TestHpa.at(0, TestHpa.pods(4, 2e6)))).isEqualTo(1);
		Metric share = new Metric(Metric.Kind.EXTERNAL_AVERAGE, TestHpa.REQUESTS, 1);
		assertThat(decided(share, TestHpa.external(0, TestHpa.pods(4, 0), 1e7))).isEqualTo(40);
	}

	@Test
	void reads_each_pod_a_few_times_however_many_there_are() {
		Hpa hpa = TestHpa.of(1, 60_000, TestHpa.AT_ONCE, TestHpa.CPU, TestHpa.PODS, TestHpa.VALUE);
		AtomicLong syncs = new AtomicLong();
		List<PodSample> pods = TestHpa.pods(50_000, 40);
		List<PodSample> counted = new AbstractList<>() {
			@Override
			public PodSample get(int index) {
				syncs.incrementAndGet();
				return pods.get(index);
			}

			@Override
			public int size() {
				return pods.size();
			}
		};
		new HpaController(hpa, Settings.KUBERNETES).decide(TestHpa.external(0, counted, 200));
		assertThat(syncs).hasValueBetween(3 * 50_000L, 10 * 50_000L);
	}

	private static int decided(Metric metric, SyncInput seen) {
		return TestHpa.controller(metric).decide(seen).desired();
	}

	private static int decided(Hpa hpa, SyncInput seen) {
		return new HpaController(hpa, Settings.KUBERNETES).decide(seen).desired();
	}

}
