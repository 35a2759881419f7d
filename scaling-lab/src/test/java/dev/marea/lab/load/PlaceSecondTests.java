package dev.marea.lab.load;

import java.util.List;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlaceSecondTests {

	@Test
	void counts_what_an_instance_took_between_two_looks() {
		assertThat(requests(List.of(instance(true, 100, 1L)), instance(true, 142, 2L))).isEqualTo(42);
	}

	@Test
	void counts_all_of_an_instance_that_is_new() {
		Instance other = new Instance("b", "shop", true, 7, null, null, 1L);
		assertThat(requests(List.of(other), instance(true, 42, 2L))).isEqualTo(42);
		assertThat(requests(List.of(instance(false, 0, null)), instance(true, 42, 2L))).isEqualTo(42);
	}

	@Test
	void counts_nothing_of_what_was_before_the_first_look() {
		assertThat(requests(List.of(), instance(true, 1356, 1L))).isZero();
		assertThat(requests(List.of(instance(true, 0, null)), instance(true, 1356, 1L))).isZero();
	}

	@Test
	void starts_again_when_a_counter_was_set_back() {
		assertThat(requests(List.of(instance(true, 100, 1L)), instance(true, 5, 2L))).isEqualTo(5);
	}

	@Test
	void arrivals_are_what_was_finished_and_what_began_to_wait() {
		assertThat(between(List.of(busy(100, 4)), busy(140, 64)).arrivals()).as("60 more wait").isEqualTo(100);
		assertThat(between(List.of(busy(100, 64)), busy(180, 4)).arrivals()).as("a backlog is worked off")
			.isEqualTo(20);
		assertThat(between(List.of(busy(100, 9)), busy(100, 8)).arrivals()).as("read a moment apart").isZero();
	}

	@Test
	void arrivals_of_a_new_or_restarted_instance_are_all_that_it_has() {
		Instance other = new Instance("b", "shop", true, 7, null, 0, 1L);
		assertThat(between(List.of(other), busy(42, 8)).arrivals()).isEqualTo(50);
		assertThat(between(List.of(busy(100, 60)), busy(5, 8)).arrivals()).isEqualTo(13);
	}

	@Test
	void arrivals_leave_out_what_waited_before_anybody_looked() {
		assertThat(between(List.of(), busy(1356, 50)).arrivals()).isZero();
	}

	@Test
	void arrivals_are_what_was_finished_where_nobody_knows_what_waits() {
		assertThat(between(List.of(instance(true, 100, 1L)), instance(true, 142, 2L)).arrivals()).isEqualTo(42);
		Instance uncounted = new Instance("a", "shop", true, null, null, null, null, 3, 2L);
		assertThat(between(List.of(uncounted), uncounted).arrivals()).as("nor what was finished").isNull();
	}

	private static int requests(List<Instance> before, Instance now) {
		return between(before, now).instances().get("a").requests();
	}

	private static PlaceSecond between(List<Instance> before, Instance now) {
		return PlaceSecond.between(new Snapshot(before, null, null), new Snapshot(List.of(now), null, null), "shop");
	}

	private static Instance busy(long requests, int inFlight) {
		return new Instance("a", "shop", true, requests, null, inFlight, 1L);
	}

	private static Instance instance(boolean ready, long requests, @Nullable Long seen) {
		return new Instance("a", "shop", ready, requests, null, null, seen);
	}

}
