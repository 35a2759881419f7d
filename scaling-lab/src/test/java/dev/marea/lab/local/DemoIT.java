package dev.marea.lab.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.lab.cli.Marea;
import dev.marea.lab.fleet.StubFleet;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * The demo as a process of its own, on a fleet of stubs and with a day of seconds. Where
 * all holds it may also be inconclusive, as other processes may use this machine; it is
 * never a failure.
 */
class DemoIT {

	/** Much more than any of it takes. */
	private static final Duration SOON = Duration.ofMinutes(8);

	/**
	 * The shop's own bounds in small. Whatever a machine affords, the longest wait is
	 * chosen, so that each run also changes it.
	 */
	private static final String FIT = """
			  requests: 200
			  settling: 1s
			  fit:
			    concurrency: 2
			    busy: 0.001
			    turn: 1s
			    read-wait: {least: 100ms, most: 120ms}
			    lasting: {least: 24s, most: 60s}
			    patience: {least: 25s, most: 29s}
			""";

	/** Where the fleet need not have the time to grow. */
	private static final String SHORT = FIT.replace("least: 24s", "least: 10s");

	@TempDir
	Path folder;

	private final List<Process> burners = new ArrayList<>();

	private StubFleet stubs;

	private Process demo;

	@BeforeEach
	void stubs() {
		this.stubs = new StubFleet(this.folder);
	}

	@AfterEach
	void end() throws InterruptedException {
		for (Process burner : this.burners) {
			burner.destroyForcibly().waitFor();
		}
		if (this.demo != null && this.demo.isAlive()) {
			this.demo.destroyForcibly().waitFor();
		}
	}

	@Test
	void shows_the_fleet_rise_and_fall_and_lose_nothing() throws Exception {
		int code = demo(this.stubs.writeDemo(FIT, "", "", ""));
		assertThat(code).as("0, or 3 on a busy machine:\n%s", said()).isIn(0, 3);
		if (!Files.exists(out())) {
			assertThat(said()).as("it ended before its day").contains("this machine is too busy");
			return;
		}
		Run run = RunFolder.read(out());
		Summary summary = run.summary();
		assertThat(summary.requests()).isGreaterThanOrEqualTo(200);
		assertThat(summary.invariants()).containsOnlyKeys("nothing-lost").containsValue(true);
		assertThat(summary.ready().last()).isEqualTo(1);
		if (code == 0) {
			assertThat(summary.dropped()).isZero();
			assertThat(summary.ready().peak()).isGreaterThanOrEqualTo(DemoVerdict.PEAK);
			assertThat(said()).contains("All held: 1 → " + summary.ready().peak() + " → 1 instances");
		}
		if (summary.machine() != null && summary.machine().starved() == 0) {
			assertThat(run.events()).filteredOn((event) -> event.is(Event.DECISION))
				.as("the autoscaler goes by the day's load, not by that of the measuring")
				.allSatisfy((event) -> assertThat(event.t()).isPositive());
		}
		assertThat(said()).containsOnlyOnce("Fitting it to this machine: a read waits 120 ms");
		assertThat(run.info().notes())
			.anySatisfy((note) -> assertThat(note).startsWith("Fitted to this machine: ")
				.contains("So reads wait 120 ms (100 to 120)", " s (24 to 60)"))
			.anySatisfy((note) -> assertThat(note).startsWith("One instance was measured to serve "));
		assertThat(out().resolve("report.html")).isNotEmptyFile();
		assertStarts(run);
		assertNothingIsLeft();
	}

	/** As many at once as there are cores for it, and told in the order of a life. */
	private static void assertStarts(Run run) {
		Set<String> created = Set.copyOf(names(run, Event.CREATED));
		assertThat(created).isNotEmpty();
		for (String instance : created) {
			List<String> life = run.events()
				.stream()
				.filter((event) -> instance.equals(event.instance()))
				.map(Event::kind)
				.filter((kind) -> !kind.equals(Event.FIRST))
				.toList();
			assertThat(life).as(instance)
				.startsWith(Event.CREATED)
				.endsWith(Event.TERMINATING, Event.GONE)
				.containsSubsequence(Event.CREATED, Event.TERMINATING, Event.GONE);
			if (life.contains(Event.READY)) {
				assertThat(life).containsSubsequence(Event.CREATED, Event.SCHEDULED, Event.STARTED, Event.READY);
			}
		}
		int limit = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
		Set<String> starting = new HashSet<>();
		for (Event event : run.events()) {
			if (event.is(Event.SCHEDULED)) {
				starting.add(event.instance());
				assertThat(starting).hasSizeLessThanOrEqualTo(limit);
			}
			else if (event.is(Event.READY) || event.is(Event.TERMINATING) || event.is(Event.CRASHED)) {
				starting.remove(event.instance());
			}
		}
		assertThat(names(run, Event.READY)).as("each was ready once").doesNotHaveDuplicates();
	}

	private static List<String> names(Run run, String kind) {
		return run.events().stream().filter((event) -> event.is(kind)).map(Event::instance).toList();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 503 })
	void fails_beside_a_burner_when_an_instance_that_is_not_full_answers(int status) throws Exception {
		burn();
		int code = demo(this.stubs.writeDemo(SHORT, "", "",
				"  - { name: faulty, path: /status/%d, weight: 1 }\n".formatted(status)));
		assertThat(code).as(said()).isEqualTo(1);
		Summary summary = RunFolder.read(out()).summary();
		assertThat(summary.droppedByRequest()).containsKey("faulty");
		assertThat(said()).contains(" requests were dropped.\n");
		assertStarved(summary);
	}

	@Test
	void fails_beside_a_burner_when_a_scale_in_drops_requests() throws Exception {
		burn();
		// The edge learns of it up to 3 s late, and meanwhile an instance that drains
		// refuses.
		int code = demo(this.stubs.writeDemo(FIT.replace("least: 24s", "least: 36s"),
				", REFUSES_WHEN_DRAINING: \"yes\", DRAIN: 4000ms", ", LATE: 3000ms", ""));
		assertThat(code).as(said()).isEqualTo(1);
		Summary summary = RunFolder.read(out()).summary();
		assertThat(summary.scaleIns()).anySatisfy((scaleIn) -> assertThat(scaleIn.dropped()).isPositive());
		assertThat(said()).contains(" requests were dropped.\n");
		assertStarved(summary);
	}

	private static void assertStarved(Summary summary) {
		// Elsewhere than on Linux nobody tells that threads wait for a processor.
		if (Files.exists(Path.of("/proc/pressure/cpu"))) {
			assertThat(summary.machine().starved()).isPositive();
		}
	}

	@Test
	void fails_when_an_invariant_is_broken() throws Exception {
		int code = demo(this.stubs.writeDemo(SHORT, ", LOSES: \"yes\"", "", ""));
		assertThat(code).as(said()).isEqualTo(1);
		assertThat(said()).contains("  the invariant 'nothing-lost' is broken.\n");
	}

	@Test
	void breaks_with_one_instance() throws Exception {
		int code = demo(this.stubs.writeDemo(SHORT, "", "", ""), "--max", "1");
		assertThat(code).as(said()).isEqualTo(1);
		assertThat(said()).contains("The counter-proof: with one instance the SLO (")
			.contains("is broken, as expected.", "  ready instances peaked at 1, not at 4.\n");
	}

	@Test
	void ctrl_c_during_the_day_leaves_a_report_and_no_process() throws Exception {
		assumeFalse(UpCommandIT.interruptIsIgnored(),
				"this build was started with SIGINT ignored, as shells start background jobs");
		start(List.of(), this.stubs.writeDemo(FIT.replace("least: 24s", "least: 60s"), "", "", ""));
		await().atMost(SOON).until(() -> Files.exists(events()) && Files.readString(events()).contains("\"first\""));
		List<ProcessHandle> children = this.demo.descendants().toList();
		assertThat(children).hasSizeGreaterThanOrEqualTo(3);
		new ProcessBuilder("kill", "-INT", String.valueOf(this.demo.pid())).start().waitFor();
		assertThat(this.demo.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.demo.exitValue()).as(said()).isEqualTo(130);
		assertThat(out().resolve("report.html")).isNotEmptyFile();
		assertThat(RunFolder.read(out()).summary().requests()).isPositive();
		await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
		assertNothingIsLeft();
	}

	@Test
	void ends_when_nothing_can_be_recorded_any_more() throws Exception {
		Path fleet = this.stubs.writeDemo(FIT, "", "", "");
		// It would wait for a fleet that does not shrink.
		Path hpa = this.folder.resolve("hpa.yaml");
		Files.writeString(hpa, Files.readString(hpa).replace("Seconds: 2 }", "Seconds: 3600 }"));
		// Files of at most 8 blocks of 512 or 1,024 bytes stand for a full disk.
		start(List.of("sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"), fleet);
		await().atMost(SOON).until(() -> !this.demo.isAlive() || Files.exists(out()));
		assertThat(this.demo.waitFor(Demo.SHRINKING.toSeconds(), TimeUnit.SECONDS))
			.as("it ends before it would have done with waiting for the fleet's minimum")
			.isTrue();
		assertThat(this.demo.exitValue()).as(said()).isEqualTo(4);
		assertThat(said()).contains("the run was ended, as ");
		assertNothingIsLeft();
	}

	@Test
	void says_before_the_run_that_a_busy_machine_cannot_make_the_requests() throws Exception {
		burn();
		int code = demo(this.stubs.writeDemo(FIT.replace("requests: 200", "requests: 1000000"), "", "", ""));
		assertThat(code).as(said()).isEqualTo(3);
		assertThat(said()).contains("The demo needs 1,000,000 requests, but one instance serves ",
				": this machine is too busy, others use ");
		assertThat(out()).doesNotExist();
		assertNothingIsLeft();
	}

	/** Uses every core, for at most so many seconds of CPU each. */
	private void burn() throws IOException {
		for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
			this.burners.add(new ProcessBuilder("sh", "-c", "ulimit -t 600; while :; do :; done").start());
		}
	}

	private int demo(Path fleet, String... more) throws IOException, InterruptedException {
		start(List.of(), fleet, more);
		assertThat(this.demo.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).as("the demo ends").isTrue();
		return this.demo.exitValue();
	}

	private void start(List<String> before, Path fleet, String... more) throws IOException {
		List<String> command = Stream
			.of(before.stream(),
					Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
							"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
							"-Dmarea.home=" + this.folder, "-cp", System.getProperty("java.class.path"),
							Marea.class.getName(), "demo", "--fleet", fleet.toString(), "--out", out().toString()),
					Stream.of(more))
			.flatMap((part) -> part)
			.toList();
		this.demo = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("demo.out").toFile())
			.start();
	}

	private Path out() {
		return this.folder.resolve("run");
	}

	private Path events() {
		return out().resolve("events.jsonl");
	}

	private String said() throws IOException {
		return Files.readString(this.folder.resolve("demo.out"));
	}

	private void assertNothingIsLeft() {
		String fleet = "-Dfleet=" + this.folder;
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
				.filter((process) -> process.info().commandLine().orElse("").contains(fleet))).isEmpty());
		assertThat(this.folder.resolve(".marea").resolve("demo").resolve("fleet.json")).doesNotExist();
	}

}
