package dev.marea.lab.measure;

import java.util.Map;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MeasuresTests {

	private static final double EXACT = 1e-9;

	@Test
	void detect_lasts_from_need_above_ready_to_the_rise_of_desired() {
		Summary summary = new Timeline().seconds(10, 1, 1, 1)
			.decision(12.5, 3)
			.seconds(8, 3, 3, 1)
			.seconds(10, 3, 3, 3)
			.summary();
		assertThat(summary.measures().get("detect")).isEqualTo(new Quantiles(2.5, 2.5, 2.5, 1));
	}

	@Test
	void detect_is_known_to_a_second_where_no_decision_was_recorded() {
		Summary summary = new Timeline().seconds(10, 1, 1, 1)
			.seconds(4, 3, 1, 1)
			.seconds(4, 3, 3, 1)
			.seconds(10, 3, 3, 3)
			.summary();
		assertThat(summary.measures().get("detect").max()).isEqualTo(5);
	}

	@Test
	void detect_is_zero_when_enough_instances_were_wanted_before_they_were_needed() {
		Summary summary = new Timeline().decision(8, 3)
			.seconds(10, 1, 3, 1)
			.seconds(4, 3, 3, 1)
			.seconds(9, 3, 3, 3)
			.summary();
		assertThat(summary.measures().get("detect")).isEqualTo(new Quantiles(0, 0, 0, 1));
	}

	@Test
	void detect_stays_zero_when_fewer_are_wanted_after_the_overload() {
		Summary summary = new Timeline().seconds(9, 1, 1, 1)
			.seconds(1, 1, 3, 1)
			.seconds(4, 3, 3, 1)
			.seconds(9, 3, 3, 3)
			.seconds(9, 1, 1, 1)
			.summary();
		assertThat(summary.measures()).containsEntry("detect", new Quantiles(0, 0, 0, 1));
	}

	@Test
	void detect_is_absent_without_a_scale_out() {
		Summary summary = new Timeline().seconds(10, 1, 1, 1).seconds(20, 3, 1, 1).summary();
		assertThat(summary.measures()).doesNotContainKeys("detect", "recover", "recover-detect");
		assertThat(summary.under()).isEqualTo(40);
		assertThat(summary.over()).isZero();
	}

	@Test
	void each_overload_counts_once_however_need_flickers() {
		Timeline timeline = new Timeline().seconds(5, 1, 1, 1);
		for (int i = 0; i < 4; i++) {
			timeline.seconds(1, 2, null, 1).seconds(3, 1, null, 1);
		}
		timeline.decision(9, 2)
			.seconds(10, 2, null, 2)
			.seconds(4, 3, null, 2)
			.decision(32.25, 3)
			.seconds(10, 3, null, 3);
		assertThat(timeline.summary().measures().get("detect")).isEqualTo(new Quantiles(1.25, 4, 4, 2));
	}

	@Test
	void nothing_is_said_of_instances_when_nobody_observed_them() {
		Summary summary = new Timeline().seconds(10, null, null, null).summary();
		assertThat(summary.measures()).isEmpty();
		assertThat(summary.ready()).isNull();
		assertThat(summary.under()).isNull();
		assertThat(summary.over()).isNull();
		assertThat(summary.skew()).isNull();
		assertThat(summary.scaleIns()).isEmpty();
		assertThat(summary.violation()).isZero();
	}

	@Test
	void nothing_is_measured_of_overload_when_need_is_never_exceeded() {
		Summary summary = new Timeline().decision(5.0, 2).seconds(10, 1, 2, 1).seconds(10, 1, 2, 2).summary();
		assertThat(summary.measures()).isEmpty();
		assertThat(summary.under()).isZero();
		assertThat(summary.over()).isEqualTo(10);
		assertThat(summary.ready()).isEqualTo(new Summary.Ready(1, 2, 2));
	}

	@Test
	void ready_lasts_from_created_to_ready_of_the_scaled_service_only() {
		Summary summary = new Timeline().seconds(30, 1, 1, 1)
			.event(-8, Event.CREATED, "shop-1")
			.event(-4, Event.READY, "shop-1")
			.event(10, Event.CREATED, "shop-2")
			.event(12, Event.READY, "shop-2")
			.event(20, Event.CREATED, "shop-3")
			.other(Event.of(1, Event.CREATED, "other", "other-1"))
			.other(Event.of(29, Event.READY, "other", "other-1"))
			.summary();
		assertThat(summary.measures().get("ready")).isEqualTo(new Quantiles(2, 4, 4, 2));
	}

	@Test
	void ready_is_waiting_for_its_turn_and_starting() {
		Summary summary = new Timeline().seconds(30, 1, 1, 1)
			.event(2, Event.CREATED, "shop-1")
			.event(2, Event.SCHEDULED, "shop-1")
			.event(6, Event.READY, "shop-1")
			.event(2, Event.CREATED, "shop-2")
			.event(7, Event.SCHEDULED, "shop-2")
			.event(11, Event.READY, "shop-2")
			.event(12, Event.CREATED, "shop-3")
			.event(15, Event.READY, "shop-3")
			.event(20, Event.CREATED, "shop-4")
			.event(21, Event.SCHEDULED, "shop-4")
			.summary();
		assertThat(summary.measures().get("waiting")).isEqualTo(new Quantiles(1, 5, 5, 3));
		assertThat(summary.measures().get("starting")).isEqualTo(new Quantiles(4, 4, 4, 2));
		assertThat(summary.measures().get("ready")).isEqualTo(new Quantiles(4, 9, 9, 3));
	}

	@Test
	void a_restarted_instance_becomes_ready_again() {
		Summary summary = new Timeline().seconds(30, 1, 1, 1)
			.event(1, Event.CREATED, "shop-1")
			.event(3, Event.READY, "shop-1")
			.event(10, Event.CRASHED, "shop-1")
			.event(11, Event.RESTARTED, "shop-1")
			.event(16, Event.READY, "shop-1")
			.summary();
		assertThat(summary.measures().get("ready")).isEqualTo(new Quantiles(2, 5, 5, 2));
	}

	@Test
	void first_lasts_from_ready_to_the_first_request_of_instances_that_joined_under_load() {
		Summary summary = new Timeline().seconds(30, 1, 1, 1)
			.event(-2, Event.READY, "shop-1")
			.first(0.1, "shop-1")
			.event(10, Event.READY, "shop-2")
			.first(10.25, "shop-2")
			.event(20, Event.READY, "shop-3")
			.first(19.5, "shop-3")
			.summary();
		assertThat(summary.measures().get("first")).isEqualTo(new Quantiles(0, 0.25, 0.25, 2));
	}

	@Test
	void first_is_known_to_a_second_from_the_requests_where_no_answer_told_it() {
		Summary summary = new Timeline().seconds(11, 1, 1, 1)
			.seconds(3, 1, 1, 1)
			.last(3, Timeline.instance("shop-2", new InstanceSecond(0, true, null, null)))
			.seconds(3, 1, 1, 1)
			.last(3, Timeline.instance("shop-2", new InstanceSecond(7, true, null, null)))
			.event(10.5, Event.READY, "shop-2")
			.summary();
		assertThat(summary.measures().get("first").max()).isEqualTo(4.5);
	}

	@Test
	void an_instance_that_never_gets_a_request_has_no_first() {
		Summary summary = new Timeline().seconds(30, 1, 1, 1)
			.last(20, Timeline.instance("shop-2", new InstanceSecond(0, true, null, null)))
			.event(8, Event.CREATED, "shop-2")
			.event(10, Event.READY, "shop-2")
			.summary();
		assertThat(summary.measures()).containsOnlyKeys("ready");
	}

	@Test
	void recover_ends_with_the_last_violation_however_long_the_slo_held_between() {
		Summary summary = new Timeline().seconds(10, 1, 1, 1)
			.seconds(2, 3, 1, 1)
			.decision(12, 3)
			.seconds(4, 3, 3, 1)
			.last(4, Timeline.p99(0.9))
			.seconds(20, 3, 3, 3)
			.seconds(2, 3, 3, 3)
			.last(2, Timeline.errors(1))
			.seconds(40, 3, 3, 3)
			.summary();
		assertThat(summary.measures().get("recover").max()).isEqualTo(28);
		assertThat(summary.measures().get("recover-detect").max()).isEqualTo(26);
		assertThat(summary.violation()).isEqualTo(6);
		assertThat(summary.unrecovered()).isZero();
	}

	@Test
	void a_hiccup_minutes_after_the_overload_does_not_prolong_recover() {
		Summary summary = new Timeline().seconds(10, 1, 1, 1)
			.decision(12, 3)
			.seconds(6, 3, 3, 1)
			.last(4, Timeline.p99(0.9))
			.seconds(120, 3, 3, 3)
			.seconds(1, 3, 3, 3)
			.last(1, Timeline.errors(1))
			.seconds(120, 3, 3, 3)
			.summary();
		assertThat(summary.measures().get("recover").max()).isEqualTo(6);
	}

	@Test
	void a_hiccup_minutes_after_an_overload_that_nobody_felt_is_no_recovery() {
		Summary summary = new Timeline().seconds(5, 1, 1, 1)
			.seconds(5, 2, 2, 1)
			.seconds(120, 2, 2, 2)
			.seconds(1, 2, 2, 2)
			.last(1, Timeline.errors(1))
			.seconds(20, 2, 2, 2)
			.summary();
		assertThat(summary.measures()).containsOnlyKeys("detect");
		assertThat(summary.unrecovered()).isZero();
	}

	@Test
	void violations_belong_to_an_overload_while_it_lasts_however_far_apart() {
		Summary summary = new Timeline().seconds(5, 1, 1, 1)
			.seconds(50, 2, 1, 1)
			.seconds(1, 2, 1, 1)
			.last(1, Timeline.p99(0.9))
			.seconds(50, 2, 1, 1)
			.seconds(1, 2, 1, 1)
			.last(1, Timeline.p99(0.9))
			.seconds(10, 1, 1, 1)
			.summary();
		assertThat(summary.measures().get("recover").max()).isEqualTo(102);
	}

	@Test
	void an_overload_that_goes_over_into_the_next_one_recovers_with_it() {
		Summary summary = new Timeline().seconds(5, 1, 1, 1)
			.seconds(10, 2, 1, 1)
			.seconds(6, 1, 1, 1)
			.seconds(10, 2, 1, 1)
			.last(24, Timeline.p99(0.9))
			.seconds(10, 2, 2, 2)
			.summary();
		assertThat(summary.measures().get("recover")).isEqualTo(new Quantiles(10, 26, 26, 2));
	}

	@Test
	void an_overload_after_which_the_slo_held_recovers_before_the_next_one() {
		Summary summary = new Timeline().seconds(5, 1, 1, 1)
			.seconds(10, 2, 1, 1)
			.last(8, Timeline.p99(0.9))
			.seconds(8, 1, 1, 1)
			.seconds(10, 2, 1, 1)
			.last(8, Timeline.p99(0.9))
			.seconds(10, 2, 2, 2)
			.summary();
		assertThat(summary.measures().get("recover")).isEqualTo(new Quantiles(10, 10, 10, 2));
	}

	@Test
	void recover_is_absent_when_the_slo_was_never_broken() {
		Summary summary = new Timeline().seconds(5, 1, 1, 1).seconds(5, 2, 1, 1).seconds(9, 2, 2, 2).summary();
		assertThat(summary.measures()).containsOnlyKeys("detect");
		assertThat(summary.unrecovered()).isZero();
	}

	@Test
	void an_overload_whose_violations_last_to_the_end_of_the_load_did_not_recover() {
		Summary toTheEnd = new Timeline().seconds(5, 1, 1, 1)
			.seconds(20, 2, 1, 1)
			.last(18, Timeline.p99(0.9))
			.seconds(4, 2, 1, 1)
			.summary();
		assertThat(toTheEnd.measures()).doesNotContainKey("recover");
		assertThat(toTheEnd.unrecovered()).isEqualTo(1);
		Summary idleAfterwards = new Timeline().seconds(5, 1, 1, 1)
			.seconds(20, 2, 1, 1)
			.last(20, Timeline.p99(0.9))
			.seconds(60, 0, 1, 1)
			.last(60, Timeline.idle())
			.summary();
		assertThat(idleAfterwards.measures()).doesNotContainKey("recover");
		assertThat(idleAfterwards.unrecovered()).isEqualTo(1);
		assertThat(idleAfterwards.violation()).isEqualTo(20);
	}

	@Test
	void nothing_is_left_to_recover_from_when_the_slo_held_before_desired_rose() {
		Summary summary = new Timeline().seconds(10, 1, 1, 1)
			.seconds(20, 3, 1, 1)
			.last(20, (second) -> (second.t() < 13) ? Timeline.p99(0.9).apply(second) : second)
			.decision(25, 3)
			.seconds(20, 3, 3, 3)
			.summary();
		assertThat(summary.measures().get("detect").max()).isEqualTo(15);
		assertThat(summary.measures().get("recover").max()).isEqualTo(3);
		assertThat(summary.measures().get("recover-detect").max()).isZero();
	}

	@Test
	void need_holds_while_full_instances_serve_their_capacity() {
		Timeline overloaded = new Timeline().seconds(20, 3, 1, 1).last(20, Timeline.load(300, 81));
		assertThat(overloaded.summary().needInvalid()).isNull();
		assertThat(overloaded.summary().under()).isEqualTo(40);
	}

	@Test
	void need_does_not_hold_where_full_instances_serve_less_than_80_percent_of_their_capacity() {
		Timeline starved = new Timeline().seconds(10, 1, 1, 1)
			.last(10, Timeline.load(50, 50))
			.seconds(10, 3, 2, 2)
			.last(10, Timeline.load(300, 100))
			.seconds(10, 1, 2, 2);
		assertThat(starved.summary().needInvalid()).isEqualTo(new Summary.NeedInvalid(10, 0.5));
	}

	@Test
	void need_holds_of_instances_that_have_little_to_do() {
		Timeline idle = new Timeline().seconds(20, 1, 2, 2).last(20, Timeline.load(20, 0));
		assertThat(idle.summary().needInvalid()).isNull();
		Timeline refusedBefore = new Timeline().seconds(20, 3, 1, 1)
			.last(20, Timeline.load(300, 0))
			.last(20, Timeline.instance("shop-1", new InstanceSecond(0, true, null, 0)));
		assertThat(refusedBefore.summary().needInvalid()).as("nothing in its hands").isNull();
	}

	@Test
	void a_backlog_makes_instances_full_that_are_offered_less_than_their_capacity() {
		Timeline slow = new Timeline().seconds(10, 1, 1, 1).last(10, Timeline.load(90, 70));
		assertThat(slow.summary().needInvalid()).isNull();
		slow.last(10, Timeline.instance("shop-1", new InstanceSecond(70, true, null, 60)));
		assertThat(slow.summary().needInvalid()).as("from the second second on")
			.isEqualTo(new Summary.NeedInvalid(9, 0.7));
	}

	@Test
	void need_holds_while_instances_are_in_slow_start_and_for_less_than_five_seconds() {
		Timeline growing = new Timeline().event(2, Event.READY, "shop-2").seconds(5, 3, 2, 2);
		growing.last(5, Timeline.load(300, 90))
			.last(5, Timeline.instance("shop-1", new InstanceSecond(70, true, null, 9)))
			.last(5, Timeline.instance("shop-2", new InstanceSecond(20, true, null, 9)));
		assertThat(growing.summary().needInvalid()).isNull();
		Timeline brief = new Timeline().seconds(20, 1, 1, 1)
			.last(20, Timeline.load(50, 50))
			.last(12, (s) -> (s.t() < 12) ? Timeline.load(300, 20).apply(s) : s);
		assertThat(brief.summary().needInvalid()).isNull();
	}

	@Test
	void instances_that_refuse_while_they_are_busy_are_full_at_any_rate() {
		Timeline refusing = new Timeline().seconds(10, 2, 2, 2)
			.last(10, Timeline.load(120, 60))
			.last(10, Timeline.refused(60))
			.last(10, Timeline.instance("shop-1", new InstanceSecond(30, true, null, 4)));
		Summary busy = refusing.last(10, Timeline.instance("shop-2", new InstanceSecond(30, true, null, 4))).summary();
		assertThat(busy.needInvalid()).isEqualTo(new Summary.NeedInvalid(10, 0.3));
		Summary idle = refusing.last(10, Timeline.instance("shop-2", new InstanceSecond(30, true, null, 0))).summary();
		assertThat(idle.needInvalid()).isNull();
	}

	@Test
	void answers_that_always_take_a_while_do_not_make_an_instance_full() {
		Timeline slow = new Timeline().seconds(20, 1, 1, 1).last(20, Timeline.load(75, 75));
		slow.last(20, Timeline.instance("shop-1", new InstanceSecond(75, true, null, 60)));
		assertThat(slow.summary().needInvalid()).isNull();
	}

	@Test
	void of_somebody_elses_load_the_instances_tell_what_was_served() {
		Timeline watched = new Timeline().seconds(10, 2, 1, 1).last(10, Timeline.watched(150));
		watched.last(10, Timeline.instance("shop-1", new InstanceSecond(40, true, null, 200)));
		assertThat(watched.summary().needInvalid()).isEqualTo(new Summary.NeedInvalid(10, 0.4));
		watched.last(10, Timeline.instance("shop-1", new InstanceSecond(95, true, null, 200)));
		assertThat(watched.summary().needInvalid()).isNull();
	}

	@Test
	void violation_counts_seconds_over_either_bound() {
		Summary summary = new Timeline().seconds(2, 1, 1, 1)
			.last(1, Timeline.p99(0.301))
			.seconds(2, 1, 1, 1)
			.last(1, Timeline.errors(1))
			.seconds(1, 1, 1, 1)
			.last(1, Timeline.p99(0.3))
			.summary();
		assertThat(summary.violation()).isEqualTo(2);
	}

	@Test
	void under_and_over_add_up_instance_seconds() {
		Summary summary = new Timeline().seconds(3, 4, null, 2)
			.seconds(2, 1, null, 2)
			.seconds(1, null, null, 9)
			.summary();
		assertThat(summary.under()).isEqualTo(6);
		assertThat(summary.over()).isEqualTo(2);
	}

	@Test
	void every_scale_in_has_its_own_dropped_requests() {
		Summary summary = new Timeline().seconds(40, 1, 1, 1)
			.last(40, Timeline.errors(0))
			.last(31, (s) -> (s.t() == 9) ? Timeline.errors(2).apply(s) : s)
			.last(31, (s) -> (s.t() == 14) ? Timeline.errors(3).apply(s) : s)
			.last(31, (s) -> (s.t() == 20) ? Timeline.errors(5).apply(s) : s)
			.event(10.5, Event.TERMINATING, "shop-3")
			.event(12, Event.TERMINATING, "shop-2")
			.event(13, Event.GONE, "shop-3")
			.event(14.5, Event.GONE, "shop-2")
			.event(30, Event.TERMINATING, "shop-1")
			.summary();
		assertThat(summary.scaleIns()).containsExactly(new Summary.ScaleIn(10.5, 14.5, 5),
				new Summary.ScaleIn(30, 40, 0));
	}

	@Test
	void an_overload_that_begins_in_the_ignored_seconds_and_never_recovers_counts() {
		Timeline timeline = new Timeline().seconds(5, 1, 1, 1)
			.seconds(40, 3, 1, 1)
			.last(40, Timeline.p99(0.9))
			.ignoreFirst(10);
		assertThat(timeline.summary().unrecovered()).isEqualTo(1);
	}

	@Test
	void violations_that_outlast_the_ignored_seconds_count_and_those_that_do_not_are_left_out() {
		Timeline timeline = new Timeline().seconds(2, 1, 1, 1)
			.seconds(6, 3, 1, 1)
			.seconds(6, 1, 1, 1)
			.last(12, Timeline.p99(0.9))
			.seconds(20, 1, 1, 1);
		assertThat(timeline.ignoreFirst(10).summary().measures().get("recover").max()).isEqualTo(12);
		assertThat(timeline.ignoreFirst(14).summary().measures()).isEmpty();
		assertThat(timeline.ignoreFirst(14).summary().unrecovered()).isZero();
	}

	@Test
	void a_scale_in_counts_the_drops_that_the_summary_covers() {
		Summary summary = new Timeline().seconds(40, 1, 1, 1)
			.last(40, (s) -> (s.t() == 3) ? Timeline.errors(7).apply(s) : s)
			.last(40, (s) -> (s.t() == 9) ? Timeline.errors(2).apply(s) : s)
			.last(40, (s) -> (s.t() == 12) ? Timeline.errors(1).apply(s) : s)
			.event(2, Event.TERMINATING, "shop-3")
			.event(5, Event.GONE, "shop-3")
			.event(8, Event.TERMINATING, "shop-2")
			.event(14, Event.GONE, "shop-2")
			.ignoreFirst(10)
			.summary();
		assertThat(summary.scaleIns()).containsExactly(new Summary.ScaleIn(8, 14, 1));
	}

	@Test
	void need_that_did_not_hold_in_the_ignored_seconds_does_not_spoil_the_summary() {
		Timeline timeline = new Timeline().seconds(10, 3, 2, 2).last(10, Timeline.load(300, 100)).seconds(30, 1, 2, 2);
		assertThat(timeline.summary().needInvalid()).isEqualTo(new Summary.NeedInvalid(10, 0.5));
		assertThat(timeline.ignoreFirst(10).summary().needInvalid()).isNull();
	}

	@Test
	void even_lasts_from_the_end_of_slow_start_to_a_fair_window() {
		Timeline timeline = new Timeline().event(4, Event.READY, "shop-2").seconds(10, 1, 1, 1);
		timeline.last(10, Timeline.instance("shop-1", 100, 0.05));
		timeline.last(6, Timeline.instance("shop-2", 10, 0.05));
		timeline.seconds(40, 1, 1, 2).last(40, Timeline.instance("shop-1", 100, 0.05));
		timeline.last(40, Timeline.instance("shop-2", 100, 0.05));
		// Settled from second 7 on: a window from there has 930 of 1,065 requests, which
		// is too few;
		// one from second 8 has 920 of 1,010.
		assertThat(timeline.summary().measures().get("even")).isEqualTo(new Quantiles(1, 1, 1, 1));
	}

	@Test
	void even_is_zero_when_the_share_is_fair_at_once_and_absent_without_enough_requests() {
		Timeline fair = new Timeline().event(0, Event.READY, "shop-2").seconds(20, 1, 1, 2);
		fair.last(20, Timeline.instance("shop-1", 100, 0.05)).last(20, Timeline.instance("shop-2", 95, 0.05));
		assertThat(fair.summary().measures().get("even").max()).isZero();
		Timeline few = new Timeline().event(0, Event.READY, "shop-2").seconds(20, 1, 1, 2);
		few.last(20, Timeline.instance("shop-1", 50, 0.05)).last(20, Timeline.instance("shop-2", 50, 0.05));
		assertThat(few.summary().measures()).doesNotContainKey("even");
	}

	@Test
	void warm_lasts_from_ready_until_it_answers_as_fast_as_its_peers() {
		Timeline timeline = new Timeline().event(4.5, Event.READY, "shop-2").seconds(5, 1, 1, 1);
		timeline.last(5, Timeline.instance("shop-1", 100, 0.05));
		timeline.seconds(4, 1, 1, 2)
			.last(4, Timeline.instance("shop-1", 100, 0.05))
			.last(4, Timeline.instance("shop-2", 100, 0.2));
		timeline.seconds(4, 1, 1, 2)
			.last(4, Timeline.instance("shop-1", 100, 0.05))
			.last(4, Timeline.instance("shop-2", 100, 0.054));
		assertThat(timeline.summary().measures().get("warm").max()).isCloseTo(4.5, within(EXACT));
	}

	@Test
	void warm_is_absent_without_peers() {
		Timeline timeline = new Timeline().event(1, Event.READY, "shop-1").seconds(20, 1, 1, 1);
		timeline.last(19, Timeline.instance("shop-1", 100, 0.05));
		assertThat(timeline.summary().measures()).doesNotContainKey("warm");
	}

	@Test
	void skew_is_the_busiest_over_the_mean_in_the_worst_window() {
		Timeline timeline = new Timeline().seconds(10, 1, 1, 2)
			.last(10, Timeline.instance("shop-1", 100, 0.05))
			.last(10, Timeline.instance("shop-2", 100, 0.05));
		timeline.seconds(10, 1, 1, 2)
			.last(10, Timeline.instance("shop-1", 120, 0.05))
			.last(10, Timeline.instance("shop-2", 80, 0.05));
		timeline.seconds(5, 1, 1, 2)
			.last(5, Timeline.instance("shop-1", 150, 0.05))
			.last(5, Timeline.instance("shop-2", 50, 0.05));
		assertThat(timeline.summary().skew()).isCloseTo(1.2, within(EXACT));
	}

	@Test
	void skew_and_even_go_by_what_is_taken_up_and_not_by_a_backlog_that_is_worked_off() {
		Timeline timeline = new Timeline().event(0, Event.READY, "shop-2");
		int backlog = 500;
		for (int i = 0; i < 20; i++) {
			int workedOff = (i < 5) ? 0 : Math.min(backlog, 100);
			backlog -= workedOff;
			timeline.seconds(1, 1, 1, 2)
				.last(1, Timeline.instance("shop-1", new InstanceSecond(100 + workedOff, true, null, backlog)))
				.last(1, Timeline.instance("shop-2", new InstanceSecond(100, true, null, 0)));
		}
		assertThat(timeline.summary().skew()).isEqualTo(1);
		assertThat(timeline.summary().measures().get("even").max()).isZero();
	}

	@Test
	void skew_leaves_out_slow_start_and_times_with_one_instance() {
		Timeline timeline = new Timeline().event(0, Event.READY, "shop-2").seconds(3, 1, 1, 2);
		timeline.last(3, Timeline.instance("shop-1", 1000, 0.05)).last(3, Timeline.instance("shop-2", 10, 0.05));
		assertThat(timeline.summary().skew()).isNull();
		timeline.seconds(10, 1, 1, 2)
			.last(10, Timeline.instance("shop-1", 100, 0.05))
			.last(10, Timeline.instance("shop-2", 100, 0.05));
		assertThat(timeline.summary().skew()).isEqualTo(1);
	}

	@Test
	void totals_tell_offered_from_sent_from_answered_and_latency_from_the_intended_start() {
		LoadTotals totals = new LoadTotals();
		long second = 1_000_000_000;
		for (int i = 0; i < 101; i++) {
			long intended = i * second / 10;
			totals.add(new Sample(intended, 2 * intended + second, 2 * intended + 2 * second, "a", (i == 7) ? 503 : 200,
					null, null));
		}
		totals.add(new Sample(5, 9, 9, "a", 0, "not sent", null));
		Summary summary = new Timeline().seconds(20, 1, 1, 1).summary(totals);
		assertThat(summary.requests()).isEqualTo(102);
		assertThat(summary.dropped()).isEqualTo(2);
		assertThat(summary.errors()).isEqualTo(0.019608);
		assertThat(summary.offered()).isCloseTo(10.1, within(EXACT));
		assertThat(summary.sent()).isEqualTo(4.762);
		assertThat(summary.answered()).as("the 503 too").isEqualTo(4.545);
		assertThat(summary.p50()).isCloseTo(7, within(0.01));
		assertThat(summary.max()).isCloseTo(12, within(0.02));
		assertThat(summary.failures()).isEqualTo(Map.of("a: status 503", 1L, "a: not sent", 1L));
		assertThat(summary.droppedByRequest()).isEqualTo(Map.of("a", 2L));
		assertThat(summary.lateness()).isNotNull().satisfies((late) -> {
			assertThat(late.p50()).isCloseTo(6, within(0.01));
			assertThat(late.max()).isCloseTo(11, within(0.02));
			assertThat(late.n()).isEqualTo(101);
		});
	}

	@Test
	void totals_keep_so_many_reasons_of_a_bounded_length() {
		LoadTotals totals = new LoadTotals();
		for (int i = 0; i < 1000; i++) {
			totals.add(new Sample(0, 1, 2, "a", 200, i + "x".repeat(100_000), null));
			totals.add(new Sample(0, 1, 2, "request " + i, 200, "the same", null));
		}
		Summary summary = new Timeline().seconds(20, 1, 1, 1).summary(totals);
		assertThat(summary.failures()).hasSize(51).containsEntry("other reasons", 1950L);
		assertThat(summary.failures().keySet()).allMatch((reason) -> reason.length() <= 160);
		assertThat(summary.droppedByRequest()).hasSize(51)
			.containsEntry("a", 1000L)
			.containsEntry("other requests", 951L);
		assertThat(summary.droppedByRequest().values()).first().isEqualTo(1000L);
	}

}
