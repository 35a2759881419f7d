package dev.marea.lab.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.within;

class RecorderTests {

	private static final Schedule TEN_A_SECOND = new Schedule(Shape.parse("constant:rate=10/s,for=3s"), 1);

	/** Began ten seconds ago, so that whatever is recorded is over. */
	private final RunClock clock = RunClock.startingIn(Duration.ofSeconds(-10));

	@TempDir
	Path temporary;

	private RunFolder folder;

	private RunInfo info;

	@BeforeEach
	void create() {
		this.info = new RunInfo("r", this.clock.started(), List.of(), null, null, null, Slo.DEFAULT, "shop", 4.0, null,
				RunInfo.Versions.current(), List.of());
		this.folder = RunFolder.create(this.temporary, this.info);
	}

	@Test
	void counts_a_request_in_the_second_it_was_meant_for_and_in_the_one_it_was_sent_in() throws Exception {
		try (Recorder recorder = recorder(null)) {
			send(recorder, sample(0.5, 0.5, 0.6, 200));
			send(recorder, sample(0.9, 1.2, 2.4, 200));
			send(recorder, sample(1.5, 1.5, 1.55, 503));
		}
		List<Second> seconds = read().seconds();
		assertThat(seconds.get(0)).satisfies((second) -> {
			assertThat(second.offered()).isEqualTo(10);
			assertThat(second.sent()).isEqualTo(1);
			assertThat(second.ended()).isNotNull().satisfies((ended) -> {
				assertThat(ended.answered()).isEqualTo(1);
				assertThat(ended.failed()).isZero();
				assertThat(ended.p50()).isCloseTo(0.1, within(0.001));
			});
			assertThat(second.done()).isEqualTo(2);
			assertThat(second.errors()).isZero();
			assertThat(second.p50()).isCloseTo(0.1, within(0.001));
			assertThat(second.max()).isCloseTo(1.5, within(0.002));
			assertThat(second.need()).isEqualTo(3);
			assertThat(second.ready()).isNull();
			assertThat(second.statuses()).isEqualTo(Map.of("200", 2));
		});
		assertThat(seconds.get(1)).satisfies((second) -> {
			assertThat(second.sent()).isEqualTo(2);
			assertThat(second.ended()).as("a 503 is an answer and a failure").satisfies((ended) -> {
				assertThat(ended.answered()).isEqualTo(1);
				assertThat(ended.failed()).isEqualTo(1);
			});
			assertThat(second.done()).isEqualTo(1);
			assertThat(second.errors()).isEqualTo(1);
		});
		assertThat(seconds.get(2).ended()).isNotNull().extracting(Second.Ended::answered).isEqualTo(1);
		try (HistogramLogReader reader = new HistogramLogReader(this.temporary.resolve("latency.hlog").toFile())) {
			EncodableHistogram first = reader.nextIntervalHistogram();
			assertThat(first.getStartTimeStamp()).isEqualTo(this.clock.started().toEpochMilli());
			assertThat(first.getMaxValueAsDouble() / 1e9).isCloseTo(1.5, within(0.002));
		}
	}

	@Test
	void a_second_without_answers_has_no_latencies() {
		try (Recorder recorder = recorder(null)) {
			recorder.accept(sample(2.5, 2.5, 2.6, 200));
		}
		assertThat(read().seconds()).hasSize(3)
			.first()
			.extracting((second) -> second.withMachine(null))
			.isEqualTo(new Second(0, 10.0, 0, new Second.Ended(0, 0, null, null), 0, 0, null, null, null, 3, null, null,
					null, Map.of(), Map.of()));
	}

	@Test
	void a_second_is_written_when_its_requests_have_ended_and_not_before() {
		RunClock now = RunClock.startingIn(Duration.ofSeconds(-1).minusMillis(500));
		try (Recorder recorder = new Recorder(this.folder, this.info, now, TEN_A_SECOND, null, Duration.ofHours(1))) {
			List<Second> shown = new CopyOnWriteArrayList<>();
			recorder.show(shown::add, (event) -> {
			});
			for (int i = 0; i < 9; i++) {
				recorder.accept(at(now, i / 10.0, i / 10.0 + 0.01, null));
			}
			recorder.start();
			Awaitility.await().until(() -> !shown.isEmpty());
			assertThat(shown.getFirst().ended()).isNotNull().extracting(Second.Ended::answered).isEqualTo(9);
			assertThat(shown.getFirst().done()).as("not final yet").isZero();
			assertThat(read().seconds()).isEmpty();
			recorder.accept(at(now, 0.95, 1.5, null));
			Awaitility.await().until(() -> !read().seconds().isEmpty());
			assertThat(read().seconds().getFirst().done()).isEqualTo(10);
			assertThat(read().seconds().getFirst().ended()).as("as it was shown").isEqualTo(shown.getFirst().ended());
		}
	}

	@Test
	void a_second_whose_requests_can_no_longer_end_is_written_as_it_is() {
		try (Recorder recorder = new Recorder(this.folder, this.info, this.clock, TEN_A_SECOND, null,
				Duration.ofSeconds(2))) {
			recorder.accept(sample(0.5, 0.5, 0.6, 200));
			recorder.start();
			Awaitility.await().until(() -> read().seconds().size() >= 3);
			recorder.accept(sample(0.7, 0.7, 9, 200));
			assertThat(recorder.totals().requests()).isEqualTo(2);
		}
		assertThat(read().seconds().getFirst().done()).isEqualTo(1);
	}

	@Test
	void arrivals_after_an_early_end_were_not_asked_for() {
		try (Recorder recorder = recorder(null)) {
			recorder.accept(sample(0.05, 0.05, 0.1, 200));
			recorder.loadEnded(this.clock.nanosAt(0.4));
		}
		assertThat(read().seconds()).hasSize(1).first().extracting(Second::offered).isEqualTo(4.0);
	}

	@Test
	void joins_what_the_instances_did_with_what_they_answered() {
		Observed observer = new Observed();
		observer.see(instance("shop-1", true, 100, 5.0, 0), instance("shop-9", false, 7, null, 0),
				instance("edge-1", true, 1, null, 0));
		Recorder recorder = recorder(observer);
		recorder.accept(sample(0.2, 0.2, 0.3, 200));
		recorder.accept(sample(0.4, 0.4, 0.7, 200));
		recorder.accept(sample(0.6, 0.6, 5, 503));
		recorder.start();
		Awaitility.await().until(() -> read().seconds().size() > 5);
		observer.see(instance("shop-1", true, 130, 5.5, 1_000_000_000),
				instance("shop-2", true, 12, 0.4, 1_000_000_000));
		int looks = observer.looks;
		Awaitility.await().until(() -> observer.looks > looks);
		recorder.close();
		Run run = read();
		assertThat(run.seconds()).allSatisfy((second) -> {
			assertThat(second.desired()).isEqualTo(2);
			assertThat(second.metric()).isEqualTo(17.5);
			assertThat(second.instances()).doesNotContainKey("edge-1");
		});
		assertThat(run.seconds().stream().mapToInt((second) -> requests(second, "shop-1")).sum()).isEqualTo(30);
		assertThat(run.seconds().stream().mapToInt((second) -> requests(second, "shop-2")).sum()).isEqualTo(12);
		assertThat(run.seconds().getLast().ready()).isEqualTo(2);
		InstanceSecond first = run.seconds().getFirst().instances().get("shop-1");
		assertThat(first.answers()).isEqualTo(2);
		assertThat(first.latency()).isCloseTo(0.2, within(0.001));
		assertThat(run.seconds().stream().map((second) -> second.instances().get("shop-1").cpu()))
			.containsOnlyOnce(0.5);
	}

	@Test
	void tells_the_first_answer_of_each_instance_once_and_again_after_a_restart() {
		Observed observer = new Observed();
		Recorder recorder = recorder(observer);
		recorder.start();
		recorder.accept(sample(0.2, 0.2, 0.25, 200));
		recorder.accept(sample(0.4, 0.4, 0.5, 200));
		observer.tell(new ObservedEvent(this.clock.nanosAt(1), Event.RESTARTED, "shop", "shop-1", null, null));
		recorder.accept(sample(1.4, 1.4, 1.5, 200));
		recorder.close();
		assertThat(read().events()).containsExactly(new Event(0.25, Event.FIRST, null, "shop-1", null, null),
				new Event(0.25, Event.FIRST, null, "edge-1", null, null),
				new Event(1, Event.RESTARTED, "shop", "shop-1", null, null),
				new Event(1.5, Event.FIRST, null, "shop-1", null, null));
	}

	@Test
	void counts_the_answers_of_an_instance_that_has_no_counter_under_the_name_it_is_observed_by() throws Exception {
		Observed observer = new Observed();
		observer.names.put("shop-1", "shop-one");
		observer.see(uncounted("shop-one"), uncounted("shop-two"));
		Recorder recorder = recorder(observer);
		recorder.accept(sample(0.5, 0.5, 0.6, 200));
		recorder.accept(sample(0.7, 0.7, 0.8, 503));
		recorder.start();
		recorder.close();
		Second first = read().seconds().getFirst();
		assertThat(first.instances()).hasEntrySatisfying("shop-one", (seen) -> {
			assertThat(seen.requests()).isEqualTo(2);
			assertThat(seen.answers()).as("without an error").isEqualTo(1);
			assertThat(seen.memory()).isEqualTo(7);
		}).hasEntrySatisfying("shop-two", (seen) -> assertThat(seen.requests()).isZero());
		assertThat(read().events()).first().extracting(Event::instance).isEqualTo("shop-one");
	}

	@Test
	void requests_are_absent_where_no_answer_names_an_instance() throws Exception {
		Observed observer = new Observed();
		observer.see(uncounted("shop-two"));
		Recorder recorder = recorder(observer);
		recorder.accept(sample(0.5, 0.5, 0.6, 200));
		recorder.start();
		recorder.close();
		assertThat(read().seconds().getFirst().instances().get("shop-two").requests()).isNull();
	}

	@Test
	void somebody_elses_load_is_what_the_instances_count() throws Exception {
		Observed observer = new Observed();
		observer.see(instance("shop-1", true, 40, 1.0, 1), instance("shop-2", true, 10, 1.0, 1));
		Recorder recorder = watching(observer);
		recorder.start();
		observer.see(instance("shop-1", true, 47, 1.0, 2), instance("shop-2", true, 12, 1.0, 2));
		await().until(() -> read().seconds().stream().mapToDouble(Second::offered).sum() == 9);
		recorder.close();
		assertThat(read().seconds()).filteredOn(Second::loaded).singleElement().satisfies((second) -> {
			assertThat(second.need()).as("at 4 an instance").isEqualTo(3);
			assertThat(second.ready()).isEqualTo(2);
			assertThat(second.done()).isZero();
		});
	}

	@Test
	void somebody_elses_load_is_absent_where_nobody_counts() throws Exception {
		Observed observer = new Observed();
		observer.see(uncounted("shop-1"));
		Recorder recorder = watching(observer);
		recorder.start();
		await().until(() -> !read().seconds().isEmpty());
		recorder.close();
		assertThat(read().seconds()).allSatisfy((second) -> {
			assertThat(second.offered()).isNull();
			assertThat(second.need()).isNull();
			assertThat(second.ready()).isEqualTo(1);
		});
	}

	@Test
	void a_p99_of_few_endings_is_taken_from_the_last_seconds_too() {
		Schedule rare = new Schedule(Shape.parse("constant:rate=40/s,for=14s"), 1);
		try (Recorder recorder = new Recorder(this.folder, this.info, this.clock, rare, null, Duration.ofSeconds(2))) {
			recorder.accept(sample(0, 0, 0.9, 200));
			for (int t = 1; t <= 10; t++) {
				for (int i = 0; i < 5; i++) {
					recorder.accept(sample(t, t, t + 0.2, 200));
				}
			}
			for (int i = 0; i < 100; i++) {
				recorder.accept(sample(11, 11, 11.05, 200));
			}
			recorder.accept(sample(13, 13, 13.01, 200));
		}
		List<Second> seconds = read().seconds();
		assertThat(p99(seconds, 9)).as("46 in ten seconds").isCloseTo(0.9, within(0.01));
		assertThat(p99(seconds, 10)).as("the first is no longer among the ten").isCloseTo(0.2, within(0.01));
		assertThat(p99(seconds, 11)).as("100 of its own").isCloseTo(0.05, within(0.01));
		assertThat(p99(seconds, 13)).as("101 in the last three").isCloseTo(0.05, within(0.01));
		assertThat(seconds.get(12).ended()).as("nothing ended").isEqualTo(new Second.Ended(0, 0, null, null));
	}

	private static double p99(List<Second> seconds, int t) {
		return Objects.requireNonNull(Objects.requireNonNull(seconds.get(t).ended()).p99());
	}

	@Test
	void what_cannot_be_written_ends_the_load_and_is_one_sentence() throws Exception {
		try (Stub stub = Stub.taking(Duration.ZERO);
				Load load = new Load(Target.of(stub.url(), Set.of()),
						Scenario.parse("plain", "requests: [{ name: a, path: /a }]"), 1)) {
			Schedule hour = new Schedule(Shape.parse("constant:rate=20/s,for=1h"), 1);
			RunClock now = RunClock.startingIn(Duration.ZERO);
			Recorder recorder = new Recorder(this.folder, this.info, now, hour, null, load.longestRequest());
			recorder.start();
			Thread running = Thread.ofVirtual().start(() -> load.run(now, hour, recorder));
			Awaitility.await().until(() -> !read().seconds().isEmpty());
			// As on a full disk, every write fails from now on.
			this.folder.close();
			assertThat(running.join(Duration.ofSeconds(60))).as("the load stops").isTrue();
			assertThatExceptionOfType(Failure.class).isThrownBy(recorder::close)
				.withMessageStartingWith("the run was ended, as " + this.temporary)
				.withMessageContaining(" cannot be written: ")
				.withMessageEndingWith("run again.");
			assertThat(read().seconds()).isNotEmpty();
		}
	}

	@Test
	void what_the_recorder_cannot_do_does_not_end_in_silence() {
		Observed observer = new Observed();
		observer.see(uncounted("shop-1"));
		Recorder recorder = recorder(observer);
		CountDownLatch stopped = new CountDownLatch(1);
		recorder.whenBroken(stopped::countDown);
		recorder.show((second) -> {
			throw new IllegalArgumentException("a fault");
		}, (event) -> {
		});
		recorder.start();
		Awaitility.await().until(() -> stopped.getCount() == 0);
		assertThatIllegalStateException().isThrownBy(recorder::close)
			.withMessage("the run was ended, as its recorder failed: java.lang.IllegalArgumentException: a fault")
			.withRootCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void the_first_answers_of_so_many_instances_are_told() {
		try (Recorder recorder = recorder(null)) {
			for (int i = 0; i < 700; i++) {
				int number = i;
				String names = IntStream.range(0, 20)
					.mapToObj((name) -> number + "-" + name)
					.collect(Collectors.joining(","));
				recorder.accept(new Sample(this.clock.nanosAt(1), this.clock.nanosAt(1), this.clock.nanosAt(2), "a",
						200, null, "x".repeat(254) + "," + names));
			}
		}
		assertThat(read().events()).as("not 14,000").hasSize(10_000);
	}

	private static void send(Recorder recorder, Sample sample) {
		recorder.sent(sample.intended(), sample.sent());
		recorder.accept(sample);
	}

	private Recorder watching(Observer observer) {
		return new Recorder(this.folder, this.info, this.clock, null, observer, Duration.ZERO);
	}

	private static Instance uncounted(String name) {
		return new Instance(name, "shop", true, null, 1.0, 7L, 0.5, null, 1L);
	}

	private static int requests(Second second, String instance) {
		InstanceSecond seen = second.instances().get(instance);
		return (seen != null) ? seen.requests() : 0;
	}

	private Recorder recorder(@Nullable Observer observer) {
		return new Recorder(this.folder, this.info, this.clock, TEN_A_SECOND, observer, Duration.ofSeconds(2));
	}

	private Run read() {
		return RunFolder.read(this.temporary);
	}

	private Sample sample(double intended, double sent, double done, int status) {
		return new Sample(this.clock.nanosAt(intended), this.clock.nanosAt(sent), this.clock.nanosAt(done), "a", status,
				null, "shop-1, edge-1");
	}

	private static Sample at(RunClock clock, double intended, double done, @Nullable String error) {
		return new Sample(clock.nanosAt(intended), clock.nanosAt(intended), clock.nanosAt(done), "a", 200, error, null);
	}

	private static Instance instance(String name, boolean ready, long requests, @Nullable Double cpu, long seen) {
		return new Instance(name, name.substring(0, name.indexOf('-')), ready, requests, cpu, null, seen);
	}

	private static final class Observed implements Observer {

		private volatile Snapshot snapshot = new Snapshot(List.of(), null, null);

		private volatile int looks;

		private Consumer<ObservedEvent> listener = (event) -> {
		};

		private final Map<String, String> names = new HashMap<>();

		@Override
		public String nameOf(String servedBy) {
			return this.names.getOrDefault(servedBy, servedBy);
		}

		void see(Instance... instances) {
			this.snapshot = new Snapshot(List.of(instances), 2, 17.5);
		}

		void tell(ObservedEvent event) {
			this.listener.accept(event);
		}

		@Override
		public Snapshot snapshot() {
			this.looks++;
			return this.snapshot;
		}

		@Override
		public void listen(Consumer<ObservedEvent> listener) {
			this.listener = listener;
		}

		@Override
		public void close() {
		}

	}

}
