package dev.marea.lab.load;

import java.util.List;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ObservationTests {

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

	private static int requests(List<Instance> before, Instance now) {
		Observation observation = Observation.between(new Snapshot(before, null, null),
				new Snapshot(List.of(now), null, null), "shop");
		return observation.instances().get("a").requests();
	}

	private static Instance instance(boolean ready, long requests, @Nullable Long seen) {
		return new Instance("a", "shop", ready, requests, null, null, seen);
	}

}
