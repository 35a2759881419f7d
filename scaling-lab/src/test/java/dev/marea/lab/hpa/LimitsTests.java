package dev.marea.lab.hpa;

import java.util.List;

import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Behavior.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Stabilization and rate limits, one scale target at a time, a sync every 15 s. */
class LimitsTests {

	private static final long SECOND = 1_000_000_000;

	private int replicas;

	@ParameterizedTest
	@CsvSource({ "1, 50, 4", "2, 50, 4", "3, 50, 6", "7, 50, 14", "30, 90, 50", "30, 45, 45", "30, 1, 2" })
	void without_behavior_grows_to_twice_or_4_and_shrinks_at_once(int replicas, int wanted, int desired) {
		Limits limits = new Limits(TestHpa.of(2, 50, null, TestHpa.PODS), Settings.KUBERNETES);
		assertThat(limits.apply(0, replicas, wanted).replicas()).isEqualTo(desired);
	}

	@Test
	void without_behavior_keeps_the_highest_recommendation_for_the_window_and_its_last_instant() {
		Limits limits = begin(null, 8);
		assertThat(sync(limits, 0, 8)).isEqualTo(8);
		assertThat(sync(limits, 15, 2)).isEqualTo(8);
		assertThat(sync(limits, 300, 2)).isEqualTo(8);
		assertThat(sync(limits, 300.001, 2)).isEqualTo(2);
	}

	@Test
	void says_what_held_and_what_limited() {
		Limits limits = begin(null, 8);
		sync(limits, 0, 8);
		assertThat(limits.apply(15 * SECOND, 8, 2).why()).isEqualTo("; held at 8 by scale-down stabilization");
		assertThat(limits.apply(30 * SECOND, 8, 17).why())
			.isEqualTo("; limited to 16 by the rate limit of max(2 × replicas, 4)");
		assertThat(limits.apply(30 * SECOND, 60, 200).why()).isEqualTo("; limited to 100 by maxReplicas");
	}

	@Test
	void stabilizes_both_ways_over_windows_without_their_first_instant() {
		Behavior behavior = new Behavior(rules(30, Select.MAX, percent(900, 1)),
				rules(60, Select.MAX, percent(100, 1)));
		Limits limits = begin(behavior, 4);
		assertThat(sync(limits, 0, 8)).isEqualTo(4);
		assertThat(sync(limits, 15, 9)).isEqualTo(4);
		assertThat(limits.apply(29 * SECOND, 4, 9).why()).isEqualTo("; held at 4 by scale-up stabilization");
		assertThat(sync(limits, 30, 7)).isEqualTo(7);
		assertThat(sync(limits, 45, 1)).isEqualTo(7);
		assertThat(sync(limits, 89.999, 1)).isEqualTo(7);
		assertThat(sync(limits, 90, 1)).isEqualTo(1);
	}

	@Test
	void takes_the_controllers_window_where_scale_down_has_none() {
		Behavior behavior = new Behavior(TestHpa.FAST, rules(null, Select.MAX, percent(100, 15)));
		Limits limits = begin(behavior, 5);
		assertThat(sync(limits, 15, 1)).isEqualTo(5);
		assertThat(sync(limits, 299, 1)).isEqualTo(5);
		assertThat(sync(limits, 300, 1)).isEqualTo(1);
	}

	@Test
	void adds_pods_up_to_the_policy_within_its_period() {
		Limits limits = begin(new Behavior(rules(0, Select.MAX, pods(2, 60)), TestHpa.FAST_DOWN), 1);
		assertThat(sync(limits, 0, 50)).isEqualTo(3);
		assertThat(sync(limits, 59, 50)).isEqualTo(3);
		assertThat(sync(limits, 60, 50)).isEqualTo(5);
	}

	@Test
	void rounds_percents_up_when_growing_and_keeps_more_when_shrinking() {
		Limits limits = begin(
				new Behavior(rules(0, Select.MAX, percent(10, 15)), rules(0, Select.MAX, percent(10, 15))), 11);
		assertThat(sync(limits, 0, 50)).isEqualTo(13);
		assertThat(sync(limits, 30, 1)).isEqualTo(11);
	}

	@Test
	void takes_the_larger_or_the_smaller_change_as_the_policy_selects() {
		Policy[] policies = { pods(5, 15), percent(20, 15) };
		Limits most = begin(new Behavior(rules(0, Select.MAX, policies), rules(0, Select.MAX, policies)), 10);
		assertThat(sync(most, 0, 50)).isEqualTo(15);
		assertThat(sync(most, 30, 1)).isEqualTo(10);
		Limits least = begin(new Behavior(rules(0, Select.MIN, policies), rules(0, Select.MIN, policies)), 10);
		assertThat(sync(least, 0, 50)).isEqualTo(12);
		assertThat(sync(least, 30, 1)).isEqualTo(9);
	}

	@Test
	void does_not_move_in_a_disabled_direction() {
		Limits up = begin(new Behavior(rules(0, Select.DISABLED, pods(5, 15)), TestHpa.FAST_DOWN), 4);
		assertThat(up.apply(0, 4, 50).why()).isEqualTo("; limited to 4 by the scale-up policy");
		assertThat(sync(up, 0, 50)).isEqualTo(4);
		assertThat(sync(up, 15, 2)).isEqualTo(2);
		Limits down = begin(new Behavior(TestHpa.FAST, rules(0, Select.DISABLED, pods(5, 15))), 4);
		assertThat(sync(down, 0, 1)).isEqualTo(4);
		assertThat(down.apply(0, 4, 1).why()).isEqualTo("; limited to 4 by the scale-down policy");
	}

	@Test
	void counts_changes_of_the_other_direction_back() {
		Behavior behavior = new Behavior(rules(0, Select.MAX, pods(4, 60)), rules(0, Select.MAX, pods(4, 60)));
		Limits limits = begin(behavior, 10);
		assertThat(sync(limits, 0, 6)).isEqualTo(6);
		// The period began with 10: up to 14.
		assertThat(sync(limits, 15, 50)).isEqualTo(14);
		// 8 up and 4 down since: it began with 10 and may go to 6.
		assertThat(sync(limits, 30, 1)).isEqualTo(6);
	}

	@Test
	void does_not_go_back_where_a_period_already_changed_more_than_the_policy_allows() {
		Limits limits = begin(new Behavior(rules(0, Select.MAX, pods(1, 60)), rules(0, Select.MAX, pods(1, 60))), 10);
		limits.changed(0, 4, 10);
		assertThat(sync(limits, 15, 50)).isEqualTo(10);
		limits.changed(15 * SECOND, 20, 10);
		limits.changed(15 * SECOND, 20, 10);
		assertThat(sync(limits, 16, 1)).isEqualTo(10);
	}

	@Test
	void forgets_an_old_change_only_when_a_new_one_of_its_direction_takes_its_place() {
		Behavior behavior = new Behavior(rules(0, Select.MAX, pods(3, 15)), rules(0, Select.MAX, pods(1, 120)));
		Limits limits = begin(behavior, 1);
		assertThat(sync(limits, 0, 50)).isEqualTo(4);
		assertThat(sync(limits, 15, 50)).isEqualTo(7);
		// Too old for scale-up at 31 s, so the change of 0 s is overwritten.
		assertThat(sync(limits, 31, 50)).isEqualTo(10);
		// Scale-down's 120 s began with 10 - 3 - 3 = 4 for the controller, not with 1.
		assertThat(sync(limits, 32, 1)).isEqualTo(3);
	}

	private Limits begin(@Nullable Behavior behavior, int replicas) {
		Limits limits = new Limits(TestHpa.of(1, 100, behavior, TestHpa.PODS), Settings.KUBERNETES);
		limits.begin(0, replicas);
		this.replicas = replicas;
		return limits;
	}

	private int sync(Limits limits, double seconds, int wanted) {
		long now = Units.nanos(seconds);
		int decided = limits.apply(now, this.replicas, wanted).replicas();
		if (decided != this.replicas) {
			limits.changed(now, this.replicas, decided);
		}
		this.replicas = decided;
		return decided;
	}

	private static Rules rules(@Nullable Integer window, Select select, Policy... policies) {
		return new Rules(window, select, List.of(policies), null);
	}

	private static Policy pods(int value, int seconds) {
		return new Policy(Type.PODS, value, seconds);
	}

	private static Policy percent(int value, int seconds) {
		return new Policy(Type.PERCENT, value, seconds);
	}

}
