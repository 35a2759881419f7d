package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.FleetStatus.State;
import dev.marea.lab.observe.ObservedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class LocalFleetIT {

	private static final Duration SOON = Duration.ofSeconds(40);

	@TempDir
	Path folder;

	StubFleet stubs;

	@BeforeEach
	void stubs() {
		this.stubs = new StubFleet(this.folder);
	}

	@Test
	void starts_every_service_and_lists_it_once_it_is_ready() throws Exception {
		try (LocalFleet fleet = start()) {
			assertThat(this.stubs.listed("worker")).containsExactly("worker-1");
			assertThat(this.stubs.listed("edge")).containsExactly("edge-1");
			assertThat(StubFleet.get(fleet.status().url())).isEqualTo(200);
			assertThat(this.stubs.kinds("worker-1")).containsExactly("created", "scheduled", "started", "ready");
			assertThat(FleetStatus.read(this.stubs.state()).url()).isEqualTo(fleet.status().url());
		}
		assertThat(this.stubs.kinds("worker-1")).endsWith("terminating", "gone");
		assertThat(this.stubs.listed("worker")).isEmpty();
		assertThat(FleetStatus.find(this.stubs.state())).isEmpty();
	}

	@Test
	void stops_the_edge_before_what_it_calls() throws Exception {
		start().close();
		List<String> gone = this.stubs.events.stream()
			.filter((event) -> event.kind().equals("gone"))
			.map((event) -> String.valueOf(event.instance()))
			.toList();
		assertThat(gone).containsExactly("edge-1", "worker-1");
	}

	@Test
	void starts_a_crashed_instance_again_under_its_name() throws Exception {
		try (LocalFleet fleet = start()) {
			Member before = fleet.status().members("worker").getFirst();
			StubFleet.get(before.url() + "/crash");
			await().atMost(SOON)
				.until(() -> this.stubs.kinds("worker-1"), (kinds) -> kinds
					.equals(List.of("created", "scheduled", "started", "ready", "crashed", "restarted", "ready")));
			assertThat(this.stubs.events).anySatisfy((event) -> {
				assertThat(event.kind()).isEqualTo("crashed");
				assertThat(event.text()).startsWith("exit code 7; starts again in 1 s; its log is ")
					.endsWith("worker-1.log");
			});
			assertThat(this.stubs.listed("worker")).containsExactly("worker-1");
			assertThat(fleet.status().members("worker").getFirst().pid()).isNotEqualTo(before.pid());
		}
	}

	@Test
	void takes_a_killed_instance_off_the_list() throws Exception {
		try (LocalFleet fleet = start()) {
			Long pid = fleet.status().members("worker").getFirst().pid();
			assertThat(pid).isNotNull();
			Path hold = Files.createFile(this.folder.resolve("hold"));
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-1").contains("restarted"));
			assertThat(this.stubs.listed("worker")).isEmpty();
			Files.delete(hold);
			await().atMost(SOON).until(() -> this.stubs.listed("worker").contains("worker-1"));
		}
	}

	@Test
	void an_instance_that_turns_unready_is_told_of_and_gets_no_requests_until_it_is_ready_again() throws Exception {
		try (LocalFleet fleet = start(); FleetObserver observer = new FleetObserver(fleet::status, fleet::listen)) {
			List<ObservedEvent> observed = new CopyOnWriteArrayList<>();
			observer.listen(observed::add);
			String url = fleet.status().members("worker").getFirst().url();
			StubFleet.get(url + "/unready");
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-1").contains("unready"));
			assertThat(this.stubs.listed("worker")).isEmpty();
			assertThat(observer.snapshot().instances("worker")).singleElement()
				.satisfies((instance) -> assertThat(instance.ready()).isFalse());
			assertThat(fleet.status().members("worker").getFirst().state()).isEqualTo(State.UNREADY);
			StubFleet.get(url + "/ready");
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-1").getLast().equals("ready"));
			assertThat(this.stubs.listed("worker")).containsExactly("worker-1");
			assertThat(observer.snapshot().instances("worker")).singleElement()
				.satisfies((instance) -> assertThat(instance.ready()).isTrue());
			assertThat(observed).extracting(ObservedEvent::kind).containsExactly("unready", "ready");
		}
	}

	@Test
	void an_instance_that_cannot_be_listed_is_ended_and_started_again() throws Exception {
		try (LocalFleet fleet = start()) {
			Path obstacle = obstacle();
			fleet.scale(2);
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-2").contains("crashed"));
			assertThat(this.stubs.kinds("worker-2")).doesNotContain("gone", "ready");
			Files.deleteIfExists(obstacle);
			await().atMost(SOON).until(() -> this.stubs.listed("worker").contains("worker-2"));
			assertThat(ProcessHandle.current().children())
				.filteredOn((child) -> child.info().commandLine().orElse("").contains("StubService"))
				.as("two workers and the edge")
				.hasSize(3);
		}
	}

	@Test
	void stops_everything_although_no_instance_can_be_taken_off_the_list() throws Exception {
		LocalFleet fleet = start();
		List<ProcessHandle> processes = fleet.status()
			.members()
			.stream()
			.map((member) -> ProcessHandle.of(Objects.requireNonNull(member.pid())).orElseThrow())
			.toList();
		obstacle();
		try {
			fleet.close();
		}
		finally {
			// where it fails, nothing else ends them
			boolean alive = processes.stream().anyMatch(ProcessHandle::isAlive);
			processes.forEach(ProcessHandle::destroyForcibly);
			assertThat(alive).as("processes that the fleet has left").isFalse();
		}
		assertThat(this.stubs.kinds("worker-1")).endsWith("gone");
		start().close();
	}

	/** Makes each write of the workers' list fail, as on a full disk. */
	private Path obstacle() throws IOException {
		return Files.createDirectory(this.stubs.state().resolve("discovery").resolve(".worker.json.next"));
	}

	@Test
	void grows_and_shrinks_without_losing_a_request() throws Exception {
		try (LocalFleet fleet = start()) {
			fleet.scale(3);
			await().atMost(SOON).until(() -> this.stubs.listed("worker").size() == 3);
			AtomicBoolean done = new AtomicBoolean();
			List<Integer> answers = new ArrayList<>();
			Thread caller = Thread.startVirtualThread(() -> {
				while (!done.get()) {
					fleet.status().ready("worker").forEach((member) -> answers.add(StubFleet.get(member.url())));
				}
			});
			fleet.scale(1);
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-2").contains("gone"));
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-3").contains("gone"));
			done.set(true);
			caller.join();
			assertThat(this.stubs.listed("worker")).containsExactly("worker-1");
			assertThat(answers).isNotEmpty().containsOnly(200);
			assertThat(fleet.status().members("worker")).hasSize(1);
		}
	}

	@Test
	void starts_as_many_at_once_as_there_are_cores_for_it() throws Exception {
		try (LocalFleet fleet = start()) {
			fleet.scale(4);
			await().atMost(SOON).until(() -> this.stubs.listed("worker").size() == 4);
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-4").contains("ready"));
		}
		int limit = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
		int starting = 0;
		int most = 0;
		for (ObservedEvent event : List.copyOf(this.stubs.events)) {
			starting += switch (event.kind()) {
				case "scheduled" -> 1;
				case "ready" -> -1;
				default -> 0;
			};
			most = Math.max(most, starting);
		}
		assertThat(most).isBetween(1, limit);
	}

	@Test
	void an_instance_that_waits_for_its_turn_is_pending_and_can_be_taken_back() throws Exception {
		try (LocalFleet fleet = start()) {
			fleet.scale(4);
			assertThat(fleet.status().members("worker")).filteredOn((member) -> member.state() == State.PENDING)
				.isNotEmpty()
				.allSatisfy((member) -> assertThat(member.pid()).isNull());
			fleet.scale(1);
			await().atMost(SOON).until(() -> fleet.status().members("worker").size() == 1);
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(this.stubs.kinds("worker-4")).containsExactly("created", "terminating",
						"gone"));
			fleet.scale(2);
			await().atMost(SOON).until(() -> this.stubs.listed("worker").size() == 2);
		}
	}

	@Test
	void replaces_the_instances_of_a_service_by_ones_with_other_values() throws Exception {
		Path file = this.stubs.writeDemo(StubFleet.trace(1, 1, 1, 2), 1, """
				  requests: 1
				  fit:
				    concurrency: 2
				    busy: 0.7
				    read-wait: {least: 50ms, most: 100ms}
				    lasting: {least: 1s, most: 1s}
				    patience: {least: 1s, most: 1s}
				""", "", "", "");
		try (LocalFleet fleet = this.stubs.start(FleetFile.read(file), false)) {
			assertThat(log("worker-1")).contains("waits 50ms");
			Member before = fleet.status().members("worker").getFirst();
			assertThat(fleet.startCost("worker")).hasValueSatisfying((cost) -> assertThat(cost.seconds()).isPositive());
			assertThat(fleet.restart("worker", Map.of("demo.wait", "77ms"))).isTrue();
			assertThat(log("worker-2")).contains("waits 77ms");
			assertThat(this.stubs.listed("worker")).containsExactly("worker-2");
			assertThat(fleet.status().members("worker")).singleElement()
				.satisfies((member) -> assertThat(member.pid()).isNotEqualTo(before.pid()));
		}
	}

	@Test
	void takes_a_leaving_instance_off_the_list_before_it_hears_of_it() throws Exception {
		try (LocalFleet fleet = start()) {
			fleet.scale(2);
			await().atMost(SOON).until(() -> this.stubs.listed("worker").size() == 2);
			fleet.scale(1);
			assertThat(this.stubs.listed("worker")).containsExactly("worker-1");
			await().atMost(SOON).until(() -> this.stubs.kinds("worker-2").contains("gone"));
			assertThat(log("worker-2")).endsWith("draining", "drained");
		}
	}

	@Test
	void observes_the_requests_of_every_instance() throws Exception {
		try (LocalFleet fleet = start(); FleetObserver observer = new FleetObserver(fleet::status, fleet::listen)) {
			for (int i = 0; i < 20; i++) {
				StubFleet.get(fleet.status().members("worker").getFirst().url());
			}
			await().atMost(SOON)
				.until(() -> observer.snapshot().instances("worker").getFirst().requests(),
						(requests) -> requests == 20);
			assertThat(observer.snapshot().desired()).isEqualTo(1);
		}
	}

	@Test
	void refuses_a_second_fleet_on_the_same_state() throws Exception {
		FleetFile file = FleetFile.read(this.stubs.write(false));
		try (LocalFleet fleet = this.stubs.start(file, false)) {
			assertThatExceptionOfType(Failure.class).isThrownBy(() -> this.stubs.start(file, false))
				.withMessage("another fleet runs on " + this.stubs.state().toRealPath() + " (process "
						+ ProcessHandle.current().pid() + "); stop it, or give another folder with --state.");
			assertThat(StubFleet.get(fleet.status().url())).isEqualTo(200);
		}
	}

	@Test
	void says_why_a_service_never_becomes_ready() throws Exception {
		Path file = this.stubs.write(false);
		Files.writeString(file, Files.readString(file).replace("NAME: \"${instance}\"", "FAIL: \"${instance}\""));
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> this.stubs.start(FleetFile.read(file), false))
			.withMessageMatching("(?s)(worker|edge)-1 ended 3 times before it was ready; its log is .*-1.log"
					+ " and ends with\n.*this stub never starts");
	}

	@Test
	void keeps_data_between_runs_and_forgets_it_when_fresh() throws Exception {
		FleetFile file = FleetFile.read(this.stubs.write(true));
		try (LocalFleet ignored = this.stubs.start(file, false)) {
			execute("CREATE TABLE kept (id int)");
		}
		try (LocalFleet ignored = this.stubs.start(file, false)) {
			execute("INSERT INTO kept VALUES (1)");
		}
		try (LocalFleet ignored = this.stubs.start(file, true)) {
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute("INSERT INTO kept VALUES (1)"))
				.withMessageContaining("\"kept\" does not exist");
		}
	}

	/** The output of the current instance of that name. */
	private List<String> log(String instance) {
		return LogTail.lines(this.stubs.state().resolve("logs").resolve(instance + ".log"), 20);
	}

	private LocalFleet start() throws IOException, InterruptedException {
		return this.stubs.start(FleetFile.read(this.stubs.write(false)), false);
	}

	private void execute(String sql) throws SQLException {
		String[] told = log("worker-1").getFirst().split(" ");
		try (Connection connection = DriverManager.getConnection(told[1], "things", told[2]);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
