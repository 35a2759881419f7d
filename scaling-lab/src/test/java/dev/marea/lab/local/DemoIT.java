package dev.marea.lab.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.marea.lab.fleet.StubFleet;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * The demo as a process of its own, on a fleet of stubs and with a day of seconds. Where
 * all holds it may also be inconclusive, as other processes may use this machine; it is
 * never a failure. {@link BusyDemoIT} has the failures.
 * <p>
 * The demos wait more than they work, so all run at once and each test is of one of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class DemoIT {

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
			    turn: 500ms
			    read-wait: {least: 100ms, most: 120ms}
			    lasting: {least: 16s, most: 60s}
			    patience: {least: 25s, most: 29s}
			""";

	/** Nothing is to fit, and the day is longer than the test waits for. */
	private static final String LONG = FIT.replace("least: 100ms", "least: 120ms").replace("least: 16s", "least: 60s");

	/** The fleet has the time to grow to all that it may be. */
	private static final String TRACE = StubFleet.trace(1, 12, 3, 2);

	/** How many instances the busiest second needs. */
	private static final double PEAK = 2.8;

	private DemoProcess day;

	private DemoProcess interrupted;

	private DemoProcess fullDisk;

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		this.interrupted = DemoProcess.start(folder.resolve("interrupted"), List.of(),
				fleet(folder.resolve("interrupted"), LONG));
		this.day = DemoProcess.start(folder.resolve("day"), List.of(), fleet(folder.resolve("day"), FIT));
		Path full = folder.resolve("full-disk");
		Path fleet = fleet(full, LONG);
		// Its fleet does not shrink, so that the demo would wait for that.
		Path hpa = full.resolve("hpa.yaml");
		Files.writeString(hpa, Files.readString(hpa).replace("Seconds: 2 }", "Seconds: 3600 }"));
		// Files of at most 8 blocks of 512 or 1,024 bytes stand for a full disk.
		this.fullDisk = DemoProcess.start(full, List.of("sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"), fleet);
	}

	private static Path fleet(Path folder, String fit) throws IOException {
		return new StubFleet(Files.createDirectory(folder)).writeDemo(TRACE, PEAK, fit, "", "", "");
	}

	@AfterAll
	void end() throws InterruptedException {
		for (DemoProcess demo : new DemoProcess[] { this.interrupted, this.day, this.fullDisk }) {
			if (demo != null) {
				demo.close();
			}
		}
	}

	/** The first, as its day goes on meanwhile. */
	@Test
	@Order(1)
	void ctrl_c_during_the_day_leaves_a_report_and_no_process() throws Exception {
		assumeFalse(UpCommandIT.interruptIsIgnored(),
				"this build was started with SIGINT ignored, as shells start background jobs");
		DemoProcess demo = this.interrupted;
		Path events = demo.out().resolve("events.jsonl");
		await().atMost(DemoProcess.SOON)
			.until(() -> Files.exists(events) && Files.readString(events).contains("\"first\""));
		List<ProcessHandle> children = demo.children();
		assertThat(children).hasSizeGreaterThanOrEqualTo(3);
		demo.interrupt();
		assertThat(demo.exitCode()).as(demo.said()).isEqualTo(130);
		assertThat(demo.out().resolve("report.html")).isNotEmptyFile();
		assertThat(demo.run().summary().requests()).isPositive();
		await().atMost(DemoProcess.SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
		demo.assertNothingIsLeft();
	}

	@Test
	@Order(2)
	void ends_when_nothing_can_be_recorded_any_more() throws Exception {
		DemoProcess demo = this.fullDisk;
		await().atMost(DemoProcess.SOON).until(() -> !demo.isAlive() || Files.exists(demo.out()));
		// It may have begun during the test before this one.
		assertThat(demo.endsWithin(Demo.SHRINKING.dividedBy(2)))
			.as("it ends before it would have done with waiting for the fleet's minimum")
			.isTrue();
		assertThat(demo.exitCode()).as(demo.said()).isEqualTo(4);
		assertThat(demo.said()).contains("the run was ended, as ");
		demo.assertNothingIsLeft();
	}

	@Test
	@Order(3)
	void shows_the_fleet_rise_and_fall_and_lose_nothing() throws Exception {
		DemoProcess demo = this.day;
		int code = demo.exitCode();
		assertThat(code).as("0, or 3 on a busy machine:\n%s", demo.said()).isIn(0, 3);
		if (!Files.exists(demo.out())) {
			assertThat(demo.said()).as("it ended before its day").contains("this machine is too busy");
			return;
		}
		Run run = demo.run();
		Summary summary = run.summary();
		assertThat(summary.requests()).isGreaterThanOrEqualTo(200);
		assertThat(summary.invariants()).containsOnlyKeys("nothing-lost").containsValue(true);
		assertThat(summary.ready().last()).isEqualTo(1);
		if (code == 0) {
			assertThat(summary.dropped()).isZero();
			assertThat(summary.ready().peak()).isGreaterThanOrEqualTo(DemoVerdict.PEAK);
			assertThat(demo.said()).contains("All held: 1 → " + summary.ready().peak() + " → 1 instances");
		}
		if (summary.machine() != null && summary.machine().starved() == 0) {
			assertThat(run.events()).filteredOn((event) -> event.is(Event.DECISION))
				.as("the autoscaler goes by the day's load, not by that of the measuring")
				.allSatisfy((event) -> assertThat(event.t()).isPositive());
		}
		assertThat(demo.said()).containsOnlyOnce("Fitting it to this machine: a read waits 120 ms");
		assertThat(run.info().notes())
			.anySatisfy((note) -> assertThat(note).startsWith("Fitted to this machine: ")
				.contains("So reads wait 120 ms (100 to 120)", " s (16 to 60)"))
			.anySatisfy((note) -> assertThat(note).startsWith("One instance was measured to serve "));
		assertThat(demo.out().resolve("report.html")).content()
			.contains("Ajustado a esta máquina: ", "Se midió que una instancia atiende ", "El autoescalador (");
		assertStarts(run);
		demo.assertNothingIsLeft();
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

}
