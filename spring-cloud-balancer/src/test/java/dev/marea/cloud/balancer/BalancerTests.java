package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import dev.marea.cloud.balancer.Balancer.Reason;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

class BalancerTests {

	private static final int MOST_IN_FLIGHT = 20;

	private final List<Reason> ejections = new ArrayList<>();

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

	private final Balancer balancer = balancer(Policy.ROUND_ROBIN);

	@Test
	void picks_none_if_none_is_known() {
		assertThat(this.balancer.pick(List.of())).isNull();
		this.balancer.update(List.of());
		assertThat(this.balancer.pick(List.of())).isNull();
	}

	@Test
	void gives_each_instance_the_same_number_of_requests() {
		this.balancer.update(instances(7));
		assertThat(shares(700).values()).hasSize(7).containsOnly(100);
	}

	@Test
	void skips_slow_start_for_the_first_list() {
		this.balancer.update(instances(2));
		assertThat(shares(10).values()).containsExactly(5, 5);
	}

	@Test
	void sends_the_next_request_to_an_instance_that_was_added() {
		this.balancer.update(instances(9));
		shares(5);
		this.balancer.update(instances(10));
		assertThat(pick()).isEqualTo("i9");
	}

	@Test
	void sends_the_next_requests_to_several_instances_that_were_added_at_once() {
		this.balancer.update(instances(9));
		this.balancer.update(instances(11));
		assertThat(List.of(pick(), pick())).containsExactlyInAnyOrder("i9", "i10");
	}

	@Test
	void lets_the_share_of_a_new_instance_grow_with_time() {
		this.balancer.update(instances(2));
		this.balancer.update(instances(3));
		assertThat(shares(210)).isEqualTo(Map.of("i0", 100, "i1", 100, "i2", 10));
		pass(Duration.ofMillis(1500));
		assertThat(shares(250)).isEqualTo(Map.of("i0", 100, "i1", 100, "i2", 50));
		pass(Duration.ofMillis(1499));
		assertThat(shares(2999).get("i2")).isBetween(998, 1000);
		pass(Duration.ofMillis(1));
		assertThat(shares(300)).isEqualTo(Map.of("i0", 100, "i1", 100, "i2", 100));
	}

	@Test
	void spreads_the_turns_of_a_new_instance_evenly() {
		this.balancer.update(instances(1));
		this.balancer.update(instances(2));
		pass(Duration.ofMillis(1000));
		pick();
		StringBuilder order = new StringBuilder();
		for (int i = 0; i < 12; i++) {
			order.append(pick().charAt(1));
		}
		assertThat(order.toString()).matches("0*(1000)*10*");
	}

	@Test
	void does_not_pick_an_instance_that_was_removed() {
		this.balancer.update(instances(3));
		this.balancer.update(instances(2));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 50, "i1", 50));
	}

	@Test
	void ejects_a_draining_instance_and_shares_its_turns_among_the_others() {
		this.balancer.update(instances(3));
		this.balancer.draining(state("i1"));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 50, "i2", 50));
		pass(Duration.ofMillis(999));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 50, "i2", 50));
		pass(Duration.ofMillis(1));
		assertThat(shares(300).values()).containsOnly(100);
	}

	@Test
	void ejects_for_longer_with_each_refusal_in_a_row() {
		this.balancer.update(instances(2));
		InstanceState state = state("i1");
		this.balancer.refused(state);
		pass(Duration.ofSeconds(1));
		assertThat(shares(2)).containsKey("i1");
		this.balancer.refused(state);
		pass(Duration.ofMillis(1999));
		assertThat(shares(2)).doesNotContainKey("i1");
		pass(Duration.ofMillis(1));
		assertThat(shares(2)).containsKey("i1");
		this.balancer.answered(state);
		this.balancer.refused(state);
		pass(Duration.ofSeconds(1));
		assertThat(shares(2)).containsKey("i1");
	}

	@Test
	void sends_one_request_to_an_instance_that_failed_and_more_once_it_has_answered() {
		this.balancer.update(instances(2));
		InstanceState state = state("i1");
		this.balancer.refused(state);
		pass(Duration.ofSeconds(1));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 99, "i1", 1));
		pass(Duration.ofSeconds(5));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 100));
		this.balancer.answered(state);
		assertThat(shares(100)).isEqualTo(Map.of("i0", 50, "i1", 50));
	}

	@Test
	void tries_an_instance_again_whose_only_request_told_nothing() {
		this.balancer.update(instances(2));
		InstanceState state = state("i1");
		this.balancer.refused(state);
		pass(Duration.ofSeconds(1));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 9, "i1", 1));
		this.balancer.failed(state);
		assertThat(shares(10)).isEqualTo(Map.of("i0", 9, "i1", 1));
	}

	@Test
	void ejects_for_timeouts_as_for_refusals() {
		this.balancer.update(instances(2));
		InstanceState state = state("i1");
		this.balancer.timedOut(state);
		assertThat(shares(10)).isEqualTo(Map.of("i0", 10));
		pass(Duration.ofSeconds(1));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 9, "i1", 1));
		this.balancer.timedOut(state);
		pass(Duration.ofMillis(1999));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 10));
		pass(Duration.ofMillis(1));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 9, "i1", 1));
		assertThat(this.ejections).containsExactly(Reason.TIMEOUT, Reason.TIMEOUT);
	}

	@Test
	void ejects_at_most_half_for_timeouts_and_silence() {
		this.balancer.update(instances(5));
		for (String name : List.of("i0", "i1", "i2", "i3")) {
			this.balancer.timedOut(stateOf(name));
			this.balancer.silent(stateOf(name));
		}
		assertThat(shares(300)).isEqualTo(Map.of("i2", 100, "i3", 100, "i4", 100));
		assertThat(this.ejections).hasSize(2);
	}

	@Test
	void never_ejects_the_only_instance_for_a_timeout() {
		this.balancer.update(instances(1));
		this.balancer.timedOut(state("i0"));
		this.balancer.silent(state("i0"));
		assertThat(this.ejections).isEmpty();
		assertThat(pick()).isEqualTo("i0");
	}

	@Test
	void gives_an_instance_that_hangs_no_more_than_its_share_of_the_requests_in_flight() {
		this.balancer.update(instances(3));
		for (int i = 0; i < 600; i++) {
			InstanceState state = this.balancer.pick(List.of());
			this.balancer.started(state);
			if (!state.toString().equals("i1")) {
				state.requestEnded();
			}
		}
		assertThat(stateOf("i1").inFlight).hasValue(MOST_IN_FLIGHT);
	}

	@Test
	void goes_on_if_all_instances_have_their_share_of_the_requests_in_flight() {
		this.balancer.update(instances(3));
		for (int i = 0; i < 300; i++) {
			this.balancer.started(this.balancer.pick(List.of()));
		}
		assertThat(List.of("i0", "i1", "i2")).allMatch((name) -> stateOf(name).inFlight.get() == 100);
	}

	@Test
	void is_told_of_instances_that_answer_none_of_their_requests() {
		this.balancer.update(instances(3));
		pass(Duration.ofSeconds(5));
		this.balancer.started(stateOf("i0"));
		this.balancer.started(stateOf("i1"));
		pass(Duration.ofMillis(999));
		this.balancer.started(stateOf("i1"));
		this.balancer.answered(stateOf("i1"));
		assertThat(this.balancer.quiet(Duration.ofSeconds(1))).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.balancer.quiet(Duration.ofSeconds(1))).containsExactly(stateOf("i0"));
		this.balancer.alive(stateOf("i0"));
		assertThat(this.balancer.quiet(Duration.ofSeconds(1))).isEmpty();
	}

	@Test
	void ejects_a_silent_instance_until_it_answers_a_probe() {
		this.balancer.update(instances(2));
		InstanceState state = stateOf("i1");
		this.balancer.silent(state);
		pass(Duration.ofMillis(999));
		assertThat(this.balancer.quiet(Duration.ofSeconds(1))).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(this.balancer.quiet(Duration.ofSeconds(1))).containsExactly(state);
		assertThat(shares(10)).isEqualTo(Map.of("i0", 10));
		this.balancer.silent(state);
		pass(Duration.ofMillis(1999));
		assertThat(this.balancer.quiet(Duration.ofSeconds(1))).isEmpty();
		pass(Duration.ofMillis(1));
		this.balancer.alive(state);
		assertThat(shares(10)).isEqualTo(Map.of("i0", 9, "i1", 1));
		this.balancer.answered(state);
		assertThat(shares(10)).isEqualTo(Map.of("i0", 5, "i1", 5));
		assertThat(this.ejections).containsExactly(Reason.SILENT);
	}

	@Test
	void ends_the_ejection_of_a_silent_instance_that_answers_a_request() {
		this.balancer.update(instances(2));
		this.balancer.silent(stateOf("i1"));
		this.balancer.answered(stateOf("i1"));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 5, "i1", 5));
	}

	@Test
	void keeps_a_draining_instance_ejected_that_answers_a_request() {
		this.balancer.update(instances(2));
		this.balancer.draining(stateOf("i1"));
		this.balancer.answered(stateOf("i1"));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 10));
		assertThat(this.ejections).containsExactly(Reason.DRAINING);
	}

	@Test
	void counts_refusals_of_one_moment_once() {
		this.balancer.update(instances(2));
		InstanceState state = state("i1");
		for (int i = 0; i < 50; i++) {
			this.balancer.refused(state);
		}
		pass(Duration.ofSeconds(1));
		assertThat(shares(2)).containsKey("i1");
	}

	@Test
	void uses_ejected_instances_if_all_are_ejected() {
		this.balancer.update(instances(2));
		this.balancer.draining(state("i0"));
		this.balancer.draining(state("i1"));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 5, "i1", 5));
	}

	@Test
	void ends_an_ejection_when_the_entry_changes() {
		this.balancer.update(instances(2));
		this.balancer.draining(state("i1"));
		this.balancer.update(List.of(instance("i0", 1), instance("i1", 99)));
		assertThat(pick()).isEqualTo("i1");
	}

	@Test
	void keeps_an_ejection_when_another_entry_changes() {
		this.balancer.update(instances(3));
		this.balancer.draining(state("i1"));
		this.balancer.update(instances(2));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 10));
	}

	@Test
	void picks_only_what_was_not_tried() {
		this.balancer.update(instances(3));
		List<ServiceInstance> tried = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			InstanceState state = this.balancer.pick(tried);
			assertThat(state).isNotNull();
			assertThat(tried).doesNotContain(state.instance);
			tried.add(state.instance);
		}
		assertThat(this.balancer.pick(tried)).isNull();
	}

	@Test
	void picks_only_what_was_not_tried_during_slow_start() {
		this.balancer.update(instances(1));
		this.balancer.update(instances(2));
		InstanceState first = this.balancer.pick(List.of());
		InstanceState second = this.balancer.pick(List.of(first.instance));
		assertThat(second).isNotNull().isNotEqualTo(first);
		assertThat(this.balancer.pick(List.of(first.instance, second.instance))).isNull();
	}

	@Test
	void gives_requests_to_the_least_loaded_and_takes_turns_among_equals() {
		Balancer least = balancer(Policy.LEAST_LOADED);
		least.update(instances(3));
		for (int i = 0; i < 30; i++) {
			least.pick(List.of()).inFlight.incrementAndGet();
		}
		Set<InstanceState> all = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 3; i++) {
			all.add(least.pick(List.of()));
		}
		assertThat(all).hasSize(3).allMatch((state) -> state.inFlight.get() == 10);
		InstanceState idle = all.iterator().next();
		idle.inFlight.set(3);
		assertThat(least.pick(List.of())).isSameAs(idle);
	}

	@Test
	void does_not_count_below_zero_after_an_instance_was_listed_again() {
		this.balancer.update(instances(1));
		state("i0").requestStarted();
		this.balancer.update(List.of());
		this.balancer.update(instances(1));
		state("i0").requestEnded();
		assertThat(state("i0").inFlight).hasValue(0);
	}

	@Test
	void picks_no_removed_instance_after_the_update_under_concurrency() throws Exception {
		AtomicReference<Set<Integer>> listed = new AtomicReference<>(Set.of(0));
		AtomicLong generation = new AtomicLong();
		AtomicBoolean stop = new AtomicBoolean();
		AtomicReference<String> wrong = new AtomicReference<>();
		this.balancer.update(List.of(instance("i0", 1)));
		List<Thread> pickers = new ArrayList<>();
		for (int t = 0; t < 4; t++) {
			pickers.add(Thread.ofPlatform().start(() -> {
				while (!stop.get()) {
					long before = generation.get();
					Set<Integer> allowed = listed.get();
					InstanceState state = this.balancer.pick(List.of());
					if (before % 2 == 0 && generation.get() == before
							&& (state == null || !allowed.contains(number(state)))) {
						wrong.set(state + " of " + allowed);
					}
				}
			}));
		}
		for (int round = 0; round < 20_000; round++) {
			int from = round % 5;
			List<ServiceInstance> next = instances(10).subList(from, from + 1 + round % 4);
			generation.incrementAndGet();
			this.balancer.update(next);
			listed.set(Set.copyOf(next.stream().map((instance) -> instance.getPort() - 1).toList()));
			generation.incrementAndGet();
			this.nanos.addAndGet(50_000_000L);
			if (round % 7 == 0) {
				this.balancer.draining(this.balancer.pick(List.of()));
			}
		}
		stop.set(true);
		for (Thread picker : pickers) {
			picker.join();
		}
		assertThat(wrong.get()).isNull();
	}

	@Test
	void gives_exact_shares_to_concurrent_callers() throws Exception {
		this.balancer.update(instances(4));
		Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
		List<Thread> callers = new ArrayList<>();
		for (int t = 0; t < 8; t++) {
			callers.add(Thread.ofVirtual().start(() -> {
				for (int i = 0; i < 1000; i++) {
					counts.computeIfAbsent(pick(), (name) -> new AtomicLong()).incrementAndGet();
				}
			}));
		}
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(counts.values()).hasSize(4).allMatch((count) -> count.get() == 2000);
	}

	private Balancer balancer(Policy policy) {
		return new Balancer(policy, Duration.ofSeconds(3), Duration.ofSeconds(1), MOST_IN_FLIGHT, this.nanos::get,
				this.ejections::add);
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private String pick() {
		return String.valueOf(this.balancer.pick(List.of()));
	}

	private Map<String, Integer> shares(int requests) {
		Map<String, Integer> shares = new TreeMap<>();
		for (int i = 0; i < requests; i++) {
			shares.merge(pick(), 1, Integer::sum);
		}
		return shares;
	}

	private InstanceState state(String name) {
		while (true) {
			InstanceState state = this.balancer.pick(List.of());
			if (state != null && state.toString().equals(name)) {
				return state;
			}
		}
	}

	private InstanceState stateOf(String name) {
		return this.balancer.stateOf(instance(name, Integer.parseInt(name.substring(1)) + 1));
	}

	private static int number(InstanceState state) {
		return state.instance.getPort() - 1;
	}

	private static List<ServiceInstance> instances(int count) {
		List<ServiceInstance> instances = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			instances.add(instance("i" + i, i + 1));
		}
		return instances;
	}

	private static ServiceInstance instance(String name, int port) {
		return new DefaultServiceInstance(name, "a", "127.0.0.1", port, false);
	}

}
