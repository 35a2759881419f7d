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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BalancerTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

	private final Balancer balancer = balancer(Policy.ROUND_ROBIN);

	@Test
	void picks_nobody_where_nobody_is_known() {
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
	void takes_the_instances_it_finds_first_as_warm() {
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
	void leaves_an_instance_out_that_leaves_and_shares_its_turns_among_the_others() {
		this.balancer.update(instances(3));
		this.balancer.leaves(member("i1"));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 50, "i2", 50));
		pass(Duration.ofMillis(999));
		assertThat(shares(100)).isEqualTo(Map.of("i0", 50, "i2", 50));
		pass(Duration.ofMillis(1));
		assertThat(shares(300).values()).containsOnly(100);
	}

	@Test
	void leaves_an_instance_out_for_longer_each_time_it_refuses_in_a_row() {
		this.balancer.update(instances(2));
		Member member = member("i1");
		this.balancer.refused(member);
		pass(Duration.ofSeconds(1));
		assertThat(shares(2)).containsKey("i1");
		this.balancer.refused(member);
		pass(Duration.ofMillis(1999));
		assertThat(shares(2)).doesNotContainKey("i1");
		pass(Duration.ofMillis(1));
		assertThat(shares(2)).containsKey("i1");
		this.balancer.answered(member);
		this.balancer.refused(member);
		pass(Duration.ofSeconds(1));
		assertThat(shares(2)).containsKey("i1");
	}

	@Test
	void counts_refusals_of_one_moment_once() {
		this.balancer.update(instances(2));
		Member member = member("i1");
		for (int i = 0; i < 50; i++) {
			this.balancer.refused(member);
		}
		pass(Duration.ofSeconds(1));
		assertThat(shares(2)).containsKey("i1");
	}

	@Test
	void uses_ejected_instances_where_all_are() {
		this.balancer.update(instances(2));
		this.balancer.leaves(member("i0"));
		this.balancer.leaves(member("i1"));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 5, "i1", 5));
	}

	@Test
	void takes_an_ejected_instance_back_when_its_entry_changes() {
		this.balancer.update(instances(2));
		this.balancer.leaves(member("i1"));
		this.balancer.update(List.of(instance("i0", 1), instance("i1", 99)));
		assertThat(pick()).isEqualTo("i1");
	}

	@Test
	void keeps_an_ejected_instance_out_when_another_entry_changes() {
		this.balancer.update(instances(3));
		this.balancer.leaves(member("i1"));
		this.balancer.update(instances(2));
		assertThat(shares(10)).isEqualTo(Map.of("i0", 10));
	}

	@Test
	void picks_only_what_was_not_tried() {
		this.balancer.update(instances(3));
		List<Member> tried = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Member member = this.balancer.pick(tried);
			assertThat(member).isNotNull().isNotIn(tried);
			tried.add(member);
		}
		assertThat(this.balancer.pick(tried)).isNull();
	}

	@Test
	void picks_only_what_was_not_tried_during_slow_start() {
		this.balancer.update(instances(1));
		this.balancer.update(instances(2));
		Member first = this.balancer.pick(List.of());
		Member second = this.balancer.pick(List.of(first));
		assertThat(second).isNotNull().isNotEqualTo(first);
		assertThat(this.balancer.pick(List.of(first, second))).isNull();
	}

	@Test
	void gives_requests_to_the_least_loaded_and_takes_turns_among_equals() {
		Balancer least = balancer(Policy.LEAST_LOADED);
		least.update(instances(3));
		for (int i = 0; i < 30; i++) {
			least.pick(List.of()).inFlight.incrementAndGet();
		}
		Set<Member> all = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 3; i++) {
			all.add(least.pick(List.of()));
		}
		assertThat(all).hasSize(3).allMatch((member) -> member.inFlight.get() == 10);
		Member idle = all.iterator().next();
		idle.inFlight.set(3);
		assertThat(least.pick(List.of())).isSameAs(idle);
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
					Member member = this.balancer.pick(List.of());
					if (before % 2 == 0 && generation.get() == before
							&& (member == null || !allowed.contains(number(member)))) {
						wrong.set(member + " of " + allowed);
					}
				}
			}));
		}
		for (int round = 0; round < 20_000; round++) {
			int from = round % 5;
			List<Instance> next = instances(10).subList(from, from + 1 + round % 4);
			generation.incrementAndGet();
			this.balancer.update(next);
			listed.set(Set.copyOf(next.stream().map((instance) -> instance.port() - 1).toList()));
			generation.incrementAndGet();
			this.nanos.addAndGet(50_000_000L);
			if (round % 7 == 0) {
				this.balancer.leaves(this.balancer.pick(List.of()));
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
		return new Balancer(policy, Duration.ofSeconds(3), Duration.ofSeconds(1), this.nanos::get);
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

	private Member member(String name) {
		while (true) {
			Member member = this.balancer.pick(List.of());
			if (member != null && member.toString().equals(name)) {
				return member;
			}
		}
	}

	private static int number(Member member) {
		return member.instance.port() - 1;
	}

	private static List<Instance> instances(int count) {
		List<Instance> instances = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			instances.add(instance("i" + i, i + 1));
		}
		return instances;
	}

	private static Instance instance(String name, int port) {
		return new Instance("127.0.0.1", port, name);
	}

}
