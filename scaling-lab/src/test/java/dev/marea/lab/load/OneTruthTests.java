package dev.marea.lab.load;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.marea.lab.live.LiveView;
import dev.marea.lab.measure.LoadTotals;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The live view and the record show the same figures of a whole run with errors, timeouts
 * and a stall.
 */
class OneTruthTests {

	private static final Duration TIMEOUT = Duration.ofMillis(400);

	private final List<Second> shown = new ArrayList<>();

	private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

	@TempDir
	Path temporary;

	@Test
	void every_line_that_is_printed_equals_the_record() throws Exception {
		RunInfo info;
		LoadTotals totals;
		try (Stub stub = troubled();
				Load load = new Load(Target.of(stub.url(), Set.of()),
						Scenario.parse("plain", "requests: [{ name: a, path: /a }]"), 1, TIMEOUT, 150)) {
			Schedule schedule = new Schedule(Shape.parse("constant:rate=80/s,for=6s"), 1);
			RunClock clock = RunClock.startingIn(Duration.ofMillis(100));
			info = info(clock);
			try (RunFolder folder = RunFolder.create(this.temporary, info);
					LiveView view = LiveView.open(stream(this.printed), info, false)) {
				Recorder recorder = new Recorder(folder, info, clock, schedule, new OneInstance(),
						load.longestRequest());
				try (recorder) {
					recorder.show((second) -> {
						this.shown.add(second);
						view.second(second);
					}, view::event);
					recorder.start();
					load.run(clock, schedule, recorder);
				}
				totals = recorder.totals();
			}
		}
		List<Second> written = RunFolder.read(this.temporary).seconds();
		assertThat(this.shown).isEqualTo(written.stream().map(OneTruthTests::settled).toList());
		assertThat(lines(this.printed)).isEqualTo(lines(replay(info, written)));
		assertThat(totals.failed()).as("503, timeouts and the stall").isGreaterThan(20);
		assertThat(totals.failures().counts()).containsKey("a: status 503");
		assertThat(written.stream().mapToLong(Second::sent).sum()).isEqualTo(totals.latencies().getTotalCount());
		assertThat(written.stream().mapToLong((second) -> second.ended().failed()).sum()).isEqualTo(totals.failed());
		assertThat(written.stream().mapToLong(Second::errors).sum()).isEqualTo(totals.failed());
		assertThat(sum("failed +([0-9,]+)")).isEqualTo(totals.failed());
	}

	/** Some answers are 503, some never come, and for a second there are none. */
	private static Stub troubled() {
		AtomicInteger count = new AtomicInteger();
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch stall = new CountDownLatch(1);
		return new Stub(0, (exchange) -> {
			int number = count.incrementAndGet();
			if (number == 200) {
				never.await(1, TimeUnit.SECONDS);
				stall.countDown();
			}
			else if (number > 200) {
				stall.await();
			}
			if (number % 37 == 0) {
				never.await(2, TimeUnit.SECONDS);
			}
			exchange.getResponseHeaders().set("Served-By", "shop-1");
			Stub.answer(exchange, (number % 9 == 0) ? 503 : 200, "{}");
		});
	}

	/** The final part of a second at its end. */
	private static Second settled(Second second) {
		Map<String, InstanceSecond> instances = new HashMap<>();
		second.instances()
			.forEach((name, instance) -> instances.put(name, instance.withAnswers(instance.requests(), null, null)));
		return new Second(second.t(), second.offered(), second.sent(), second.ended(), 0, 0, null, null, null,
				second.need(), second.desired(), second.ready(), second.metric(), instances, Map.of(),
				second.machine());
	}

	private static ByteArrayOutputStream replay(RunInfo info, List<Second> seconds) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (LiveView view = LiveView.open(stream(out), info, false)) {
			seconds.forEach(view::second);
		}
		return out;
	}

	/**
	 * Lines of seconds; the event of an instance's first answer is not shown.
	 */
	private static List<String> lines(ByteArrayOutputStream out) {
		return out.toString(StandardCharsets.UTF_8).lines().filter((line) -> line.contains(" offered ")).toList();
	}

	private long sum(String figure) {
		Pattern pattern = Pattern.compile(figure);
		return lines(this.printed).stream()
			.flatMap((line) -> pattern.matcher(line).results())
			.mapToLong((match) -> Long.parseLong(match.group(1).replace(",", "")))
			.sum();
	}

	private static PrintStream stream(ByteArrayOutputStream out) {
		return new PrintStream(out, true, StandardCharsets.UTF_8);
	}

	private static RunInfo info(RunClock clock) {
		return new RunInfo("r", clock.started(), List.of(), null, null, null, Slo.DEFAULT, "shop", 40.0, null,
				RunInfo.Versions.current(), List.of());
	}

	/** It has no counter: only answers count its requests. */
	private static final class OneInstance implements Observer {

		@Override
		public Snapshot snapshot() {
			return new Snapshot(List.of(new Instance("shop-1", "shop", true, null, null, null, null, null, 1L)), 1,
					null);
		}

		@Override
		public void listen(Consumer<ObservedEvent> listener) {
		}

		@Override
		public void close() {
		}

	}

}
