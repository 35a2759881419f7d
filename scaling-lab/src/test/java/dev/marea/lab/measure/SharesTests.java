package dev.marea.lab.measure;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SharesTests {

	private static final double SLOW_START = 3;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void even_is_what_summing_up_every_window_anew_gives(long seed) {
		Run run = random(new Random(seed), 600);
		Lives lives = new Lives(run);
		Shares shares = new Shares(run, lives, SLOW_START);
		List<@Nullable Double> even = new ArrayList<>();
		for (Lives.Life life : lives.all()) {
			even.add(shares.even(life));
			assertThat(shares.even(life)).as(life.instance()).isEqualTo(summedUp(run, lives, life));
		}
		assertThat(even.stream().filter(Objects::nonNull)).hasSizeGreaterThan(3);
	}

	@Test
	void even_and_warm_read_a_run_a_few_times_however_long_their_windows_are() {
		int pods = 20;
		int length = 4000;
		Timeline timeline = new Timeline();
		IntStream.range(0, pods).forEach((i) -> timeline.event(0.5, Event.READY, "shop-" + i));
		for (int t = 0; t < length; t++) {
			timeline.seconds(1, 1, 1, pods);
			for (int i = 0; i < pods; i++) {
				// Half of them never get their share and never become warm.
				int requests = (i % 2 == 0) ? 1 : 2;
				timeline.last(1, Timeline.instance("shop-" + i,
						new InstanceSecond(requests, true, null, null, null, null, 1, (i % 2 == 0) ? 0.2 : 0.1)));
			}
		}
		Run run = timeline.run();
		int[] reads = new int[1];
		List<Second> counted = new AbstractList<>() {
			@Override
			public Second get(int index) {
				reads[0]++;
				return run.seconds().get(index);
			}

			@Override
			public int size() {
				return run.seconds().size();
			}
		};
		Measures.summarize(new Run(run.info(), counted, run.events(), null), new LoadTotals(), Measures.SLOW_START);
		assertThat(reads[0]).isLessThan(5 * pods * length);
	}

	@Test
	void an_instance_that_restarts_was_settled_before() {
		Timeline timeline = new Timeline().event(0, Event.READY, "shop-2")
			.event(40, Event.CRASHED, "shop-2")
			.event(41, Event.RESTARTED, "shop-2")
			.event(45, Event.READY, "shop-2")
			.seconds(60, 1, 1, 2)
			.last(60, Timeline.instance("shop-1", 100, 0.05))
			.last(60, Timeline.instance("shop-2", 100, 0.05))
			.last(60, (second) -> (second.t() < 20) ? Timeline.instance("shop-2", 60, 0.05).apply(second) : second);
		assertThat(timeline.summary().skew()).isEqualTo(1.25);
	}

	/** Instances start and stop, and get more or less than their share for a while. */
	private static Run random(Random random, int length) {
		Timeline timeline = new Timeline();
		Map<String, Integer> ready = new HashMap<>();
		Map<String, Double> weights = new HashMap<>();
		int named = 0;
		for (int t = 0; t < length; t++) {
			timeline.seconds(1, 1, 1, ready.size());
			if (ready.size() < 2 || random.nextInt(30) == 0) {
				String name = "shop-" + (++named);
				ready.put(name, t);
				timeline.event(t + random.nextDouble(), Event.READY, name);
			}
			if (ready.size() > 2 && random.nextInt(60) == 0) {
				ready.remove(ready.keySet().iterator().next());
			}
			int rate = 100 + random.nextInt(100);
			for (String name : ready.keySet()) {
				if (random.nextInt(15) == 0) {
					weights.put(name, 0.7 + random.nextDouble() * 0.6);
				}
				int requests = (int) (rate * weights.getOrDefault(name, 0.5));
				timeline.last(1, Timeline.instance(name, requests, 0.05));
			}
		}
		return timeline.run();
	}

	/** The definition, word by word. */
	private static @Nullable Double summedUp(Run run, Lives lives, Lives.Life life) {
		double from = Objects.requireNonNull(life.ready()) + SLOW_START;
		for (int begin = (int) Math.ceil(from); begin < run.seconds().size(); begin++) {
			double fair = 0;
			double own = 0;
			for (int i = begin; fair < Shares.WINDOW - 1e-6; i++) {
				List<String> settled = (i < run.seconds().size()) ? settled(run.seconds().get(i), lives) : List.of();
				if (settled.size() < 2 || !settled.contains(life.instance())) {
					return null;
				}
				Map<String, InstanceSecond> instances = run.seconds().get(i).instances();
				fair += settled.stream().mapToInt((name) -> instances.get(name).load()).average().orElseThrow();
				own += instances.get(life.instance()).load();
			}
			if (Math.abs(own / fair - 1) <= 0.1) {
				return begin - Math.ceil(from);
			}
		}
		return null;
	}

	private static List<String> settled(Second second, Lives lives) {
		return second.instances().keySet().stream().filter((name) -> {
			Lives.Life life = lives.all()
				.stream()
				.filter((each) -> each.instance().equals(name))
				.findFirst()
				.orElseThrow();
			return second.t() >= Objects.requireNonNull(life.ready()) + SLOW_START;
		}).toList();
	}

}
