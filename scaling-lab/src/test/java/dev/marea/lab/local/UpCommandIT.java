package dev.marea.lab.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.marea.lab.cli.Marea;
import dev.marea.lab.fleet.FleetStatus;
import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.RunningFleet;
import dev.marea.lab.fleet.StubFleet;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
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
 * {@code up} as its own process, as users run it. The tests share one, which the last of
 * them stops; a test that kills it starts its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class UpCommandIT {

	private static final Duration SOON = Duration.ofSeconds(60);

	private Up shared;

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		this.shared = new Up(folder);
		this.shared.awaitOpen();
	}

	@AfterAll
	void end() throws InterruptedException {
		this.shared.close();
	}

	@Test
	void leaves_nothing_when_the_lab_is_killed(@TempDir Path folder) throws Exception {
		try (Up up = new Up(folder)) {
			up.awaitOpen();
			List<ProcessHandle> children = up.lab.descendants().toList();
			List<ProcessHandle> members = up.members();
			assertThat(members).hasSize(2).allMatch(ProcessHandle::isAlive);
			ProcessHandle postgres = up.postgres();
			assertThat(postgres.isAlive()).isTrue();
			up.lab.destroyForcibly();
			await().atMost(SOON)
				.until(() -> Stream.concat(members.stream(), children.stream()).noneMatch(ProcessHandle::isAlive));
			await().atMost(SOON).until(() -> !postgres.isAlive());
		}
	}

	@Test
	void refuses_a_second_up_in_one_sentence() throws Exception {
		Process second = this.shared.launch("second.out");
		assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(second.exitValue()).isEqualTo(4);
		assertThat(this.shared.output("second.out"))
			.isEqualTo("marea up: another fleet runs on " + this.shared.stubs.state().toRealPath() + " (process "
					+ this.shared.lab.pid() + "); stop it, or give another folder with --state.\n");
		assertThat(this.shared.members()).hasSize(2);
	}

	@Test
	void is_observed_by_another_process() {
		List<ObservedEvent> events = new CopyOnWriteArrayList<>();
		try (RunningFleet running = RunningFleet.attach(this.shared.stubs.state())) {
			running.listen(events::add);
			assertThat(running.status().scaled()).isEqualTo("worker");
			await().atMost(SOON).until(() -> !running.status().ready("worker").isEmpty());
			StubFleet.get(running.status().ready("worker").getFirst().url() + "/crash");
			// On a busy machine, the event of the first start follows a moment after the
			// lab prints that it is open.
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(events).extracting(ObservedEvent::kind)
					.endsWith("crashed", "restarted", "ready"));
			await().atMost(SOON).until(() -> running.snapshot().instances("worker").stream().anyMatch(Instance::ready));
			assertThat(events).allMatch((event) -> System.nanoTime() - event.nanos() < SOON.toNanos());
			await().atMost(SOON).until(() -> running.snapshot().instances("worker").getFirst().seen() != null);
		}
	}

	@Test
	void a_run_observes_it(@TempDir Path folder) throws IOException {
		Path out = folder.resolve("run");
		Path plain = Files.writeString(folder.resolve("plain.yaml"), "requests: [{ name: plain, path: / }]");
		assertThat(marea("run", "--on", "local", "--state", this.shared.stubs.state().toString(), "--url",
				this.shared.worker(), "--shape", "constant:rate=20/s,for=3s", "--scenario", plain.toString(),
				"--capacity", "30/s", "--out", out.toString()))
			.isZero();
		Run run = RunFolder.read(out);
		assertThat(run.info().service()).isEqualTo("worker");
		assertThat(run.summary().ready()).isEqualTo(new Summary.Ready(1, 1, 1));
		assertThat(run.summary().under()).isZero();
		assertThat(run.seconds().stream().mapToInt((second) -> second.instances().get("worker-1").load()).sum())
			.isPositive();
	}

	@Test
	void is_watched_while_somebody_else_makes_the_load(@TempDir Path folder) throws InterruptedException {
		Path out = folder.resolve("watched");
		String worker = this.shared.worker();
		Thread somebody = Thread.startVirtualThread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				StubFleet.get(worker);
				LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			}
		});
		int code = marea("watch", "--on", "local", "--state", this.shared.stubs.state().toString(), "--for", "4s",
				"--capacity", "5/s", "--out", out.toString());
		somebody.interrupt();
		assertThat(code).isZero();
		Run run = RunFolder.read(out);
		assertThat(run.info().url()).isNull();
		assertThat(run.summary().requests()).isZero();
		assertThat(run.seconds()).anySatisfy((second) -> {
			assertThat(second.offered()).isPositive();
			assertThat(second.need()).isGreaterThan(1);
		});
		assertThat(run.summary().under()).isPositive();
		assertThat(out.resolve("report.html")).isNotEmptyFile();
	}

	/** The last, as it ends the shared one. */
	@Test
	@Order(Integer.MAX_VALUE)
	void stops_everything_in_order_on_ctrl_c() throws Exception {
		assumeFalse(interruptIsIgnored(),
				"this build was started with SIGINT ignored, as shells start background jobs");
		List<ProcessHandle> members = this.shared.members();
		ProcessHandle postgres = this.shared.postgres();
		new ProcessBuilder("kill", "-INT", String.valueOf(this.shared.lab.pid())).start().waitFor();
		assertThat(this.shared.lab.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.shared.lab.exitValue()).isEqualTo(130);
		assertThat(members).noneMatch(ProcessHandle::isAlive);
		await().atMost(SOON).until(() -> !postgres.isAlive());
		assertThat(this.shared.output("up.out")).endsWith("""

				Stopping stubs
				  edge-1 drains
				  edge-1 is gone
				  worker-1 drains
				  worker-1 is gone
				Stopped. The data is kept in %s; ./marea up --fresh deletes it.
				""".formatted(this.shared.stubs.state().toRealPath().resolve("postgresql")));
	}

	private static int marea(String... arguments) {
		return Marea.commandLine().execute(arguments);
	}

	/** Inherited by every process from its parent, and a JVM leaves it so. */
	static boolean interruptIsIgnored() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return false;
		}
		String mask = Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("SigIgn:"))
			.findFirst()
			.orElseThrow()
			.replace("SigIgn:", "")
			.strip();
		return (Long.parseUnsignedLong(mask, 16) & 0b10) != 0;
	}

	/** A lab with a fleet of stubs and a database, in a folder of its own. */
	private static final class Up implements AutoCloseable {

		private final Path folder;

		private final StubFleet stubs;

		private final Path fleet;

		private final Process lab;

		Up(Path folder) throws IOException {
			this.folder = folder;
			// Else each lab would unpack PostgreSQL's programs for itself.
			Files.createDirectories(StubFleet.CACHE);
			Path work = Files.createDirectory(folder.resolve(".marea"));
			Files.createSymbolicLink(work.resolve("postgresql"), StubFleet.CACHE);
			this.stubs = new StubFleet(folder);
			this.fleet = this.stubs.write(true);
			this.lab = launch("up.out");
		}

		Process launch(String output) throws IOException {
			return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dmarea.home=" + this.folder,
					"-cp", System.getProperty("java.class.path"), Marea.class.getName(), "up", "--fleet",
					this.fleet.toString(), "--state", this.stubs.state().toString())
				.redirectErrorStream(true)
				.redirectOutput(this.folder.resolve(output).toFile())
				.start();
		}

		void awaitOpen() {
			await().atMost(SOON).until(() -> output("up.out").contains("is open"));
		}

		String worker() {
			// The status is published a moment after the change.
			await().atMost(SOON).until(() -> !FleetStatus.read(this.stubs.state()).ready("worker").isEmpty());
			return FleetStatus.read(this.stubs.state()).ready("worker").getFirst().url();
		}

		List<ProcessHandle> members() {
			// The status is published a moment after the change.
			return await().atMost(SOON)
				.until(() -> FleetStatus.read(this.stubs.state()).members(),
						(members) -> members.size() == 2 && members.stream().allMatch((member) -> member.pid() != null))
				.stream()
				.map(Member::pid)
				.map((pid) -> ProcessHandle.of(pid).orElseThrow())
				.toList();
		}

		ProcessHandle postgres() {
			try {
				Path pid = this.stubs.state().resolve("postgresql").resolve("postmaster.pid");
				return ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst())).orElseThrow();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		String output(String file) throws IOException {
			return Files.readString(this.folder.resolve(file));
		}

		@Override
		public void close() throws InterruptedException {
			this.lab.destroy();
			this.lab.waitFor();
		}

	}

}
