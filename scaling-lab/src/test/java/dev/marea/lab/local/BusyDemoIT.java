package dev.marea.lab.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.fleet.StubFleet;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo beside a process that uses every core: what a busy machine does not explain
 * fails all the same. The demos run at once, and each test is of one of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class BusyDemoIT {

	/**
	 * The shop's own bounds in small. The wait is not fitted; the day is longer where the
	 * machine is so busy that an instance serves little.
	 */
	private static final String FIT = """
			  requests: 150
			  settling: 1s
			  fit:
			    concurrency: 2
			    busy: 0.001
			    turn: 1s
			    read-wait: {least: 120ms, most: 120ms}
			    lasting: {least: 10s, most: 120s}
			    patience: {least: 29s, most: 29s}
			""";

	private final List<Process> burners = new ArrayList<>();

	private DemoProcess faulty;

	private DemoProcess single;

	private DemoProcess tooMany;

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		// Every core, for at most so many seconds of CPU each.
		for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
			this.burners.add(new ProcessBuilder("sh", "-c", "ulimit -t 600; while :; do :; done").start());
		}
		// A worker answers 20 of 32 requests as it must. One is enough for these and is
		// never full, but the autoscaler wants two while it is busy: for 16 s, in which a
		// second one starts beside the burners. The edge learns 7 s late that an instance
		// drains, and meanwhile that instance refuses.
		Path errors = Files.createDirectory(folder.resolve("faulty"));
		this.faulty = DemoProcess.start(errors, List.of(),
				new StubFleet(errors).writeDemo(StubFleet.trace(3, 8, 10, 5), 1,
						FIT.replace("least: 10s", "least: 42s"), ", REFUSES_WHEN_DRAINING: \"yes\", DRAIN: 7500ms",
						", LATE: 7000ms", """
								  - { name: error, path: /status/500, weight: 4 }
								  - { name: refusal, path: /status/503, weight: 8 }
								"""));
		Path one = Files.createDirectory(folder.resolve("single"));
		this.single = DemoProcess.start(one, List.of(),
				new StubFleet(one).writeDemo(StubFleet.trace(1, 7, 2, 2), 2.8, FIT, ", LOSES: \"yes\"", "", ""),
				"--max", "1");
		Path many = Files.createDirectory(folder.resolve("too-many"));
		this.tooMany = DemoProcess.start(many, List.of(), new StubFleet(many).writeDemo(StubFleet.trace(1, 7, 2, 2),
				2.8, FIT.replace("requests: 150", "requests: 1000000"), "", "", ""), "--format", "json");
	}

	@AfterAll
	void end() throws InterruptedException {
		for (DemoProcess demo : new DemoProcess[] { this.faulty, this.single, this.tooMany }) {
			if (demo != null) {
				demo.close();
			}
		}
		for (Process burner : this.burners) {
			burner.destroyForcibly().waitFor();
		}
	}

	@Test
	void fails_when_an_instance_that_is_not_full_answers_500_or_503_and_when_a_scale_in_drops_requests()
			throws Exception {
		assertThat(this.faulty.exitCode()).as(this.faulty.said()).isEqualTo(1);
		assertThat(this.faulty.said()).contains(" requests were dropped.\n");
		Run run = this.faulty.run();
		Summary summary = run.summary();
		assertStarved(summary);
		assertThat(summary.droppedByRequest()).as("500, 503 of an instance that is not full, and 503 in a scale-in")
			.containsOnlyKeys("error", "refusal", "plain");
		assertThat(summary.scaleIns()).anySatisfy((scaleIn) -> assertThat(scaleIn.dropped()).isPositive());
		long excused = (summary.machine() != null) ? summary.machine().excused() : 0;
		long inexcusable = run.seconds().stream().mapToLong((second) -> inexcusable(second, summary)).sum();
		assertThat(summary.dropped() - excused).as("what fails the demo: all 500, all in a scale-in, and some 503")
			.isGreaterThan(inexcusable);
	}

	/** Failures that are never excused. */
	private static int inexcusable(Second second, Summary summary) {
		return summary.scaleIns().stream().anyMatch((scaleIn) -> scaleIn.covers(second.t())) ? second.errors()
				: second.statuses().getOrDefault("500", 0);
	}

	@Test
	void fails_with_one_instance_and_when_an_invariant_is_broken() throws Exception {
		assertThat(this.single.exitCode()).as(this.single.said()).isEqualTo(1);
		assertThat(this.single.said()).contains("The counter-proof: with one instance the SLO (")
			.contains("is broken, as expected.", "  ready instances peaked at 1, not at 4",
					"  the invariant 'nothing-lost' is broken.\n");
		assertStarved(this.single.run().summary());
	}

	@Test
	void says_before_the_run_that_a_busy_machine_cannot_make_the_requests() throws Exception {
		assertThat(this.tooMany.exitCode()).as(this.tooMany.said()).isEqualTo(3);
		assertThat(this.tooMany.said()).contains("The demo needs 1,000,000 requests, but one instance serves ",
				": this machine is too busy, others use ", "\"exitCode\" : 3", "\"outcome\" : \"inconclusive\"");
		assertThat(this.tooMany.out()).doesNotExist();
		this.tooMany.assertNothingIsLeft();
	}

	private static void assertStarved(Summary summary) {
		// Elsewhere than on Linux nobody tells that threads wait for a processor.
		if (Files.exists(Path.of("/proc/pressure/cpu"))) {
			assertThat(summary.machine().starved()).isPositive();
		}
	}

}
