package dev.marea.lab.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.marea.lab.run.MachineSecond;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class MachineTests {

	@TempDir
	Path proc;

	@Test
	void tells_busy_and_stolen_shares_of_the_processors_that_it_may_use() throws Exception {
		Files.createDirectories(this.proc.resolve("self"));
		Files.writeString(this.proc.resolve("self/status"), "Name:\tjava\nCpus_allowed_list:\t0,2-3\n");
		stat("cpu0 100 0 0 0 0 0 0 0 0 0", "cpu1 0 0 0 0 0 0 0 0 0 0", "cpu2 0 0 0 0 0 0 0 0 0 0",
				"cpu3 0 0 0 0 0 0 0 0 0 0");
		Machine machine = new Machine(this.proc);
		Machine.Reading before = machine.read(Map.of());
		// 3 of 4 processors count: 1 s busy, 1 s idle, 0.5 s busy and 0.5 s stolen
		stat("cpu0 150 10 20 0 0 10 10 0 0 0", "cpu1 900 0 0 0 0 0 0 0 0 0", "cpu2 0 0 0 60 40 0 0 0 0 0",
				"cpu3 50 0 0 0 0 0 0 50 0 0");
		MachineSecond second = machine.read(Map.of()).since(before);
		assertThat(second.busy()).isEqualTo(0.5);
		assertThat(second.stolen()).isEqualTo(0.167);
		assertThat(second.pressure()).isNull();
	}

	@Test
	void tells_nothing_that_the_system_does_not_tell() {
		Machine machine = new Machine(this.proc);
		MachineSecond second = machine.read(Map.of("gone", 0L)).since(machine.read(Map.of()));
		assertThat(second.stolen()).isNull();
		assertThat(second.pressure()).isNull();
		assertThat(second.processes()).isEmpty();
		assertThat(second.starved()).isFalse();
	}

	@Test
	void survives_files_that_it_cannot_read() throws Exception {
		stat("cpu0 a b c d e f g h i j");
		Files.createDirectories(this.proc.resolve("pressure"));
		Files.writeString(this.proc.resolve("pressure/cpu"), "some nonsense\n");
		Machine machine = new Machine(this.proc);
		assertThat(machine.read(Map.of()).since(machine.read(Map.of())).pressure()).isNull();
	}

	@Test
	void counts_the_cpu_time_of_a_process() {
		long self = ProcessHandle.current().pid();
		Machine machine = Machine.here();
		Machine.Reading before = machine.read(Map.of("lab", self));
		double sum = 0;
		Machine.Reading now = before;
		// until the counter, whose ticks take 10 ms, has moved
		for (int i = 0; i < 10_000 && now.cpuSecondsSince(before) == 0; i++) {
			for (int j = 0; j < 100_000; j++) {
				sum += Math.sqrt(j);
			}
			now = machine.read(Map.of("lab", self));
		}
		assertThat(sum).isPositive();
		assertThat(now.cpuSecondsSince(before)).isPositive();
		assertThat(now.since(before).processes()).containsOnlyKeys("lab");
	}

	@Test
	void counts_a_child_that_has_a_name_only_once() throws Exception {
		Process child = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
		try {
			Map<String, Long> both = Map.of("lab", ProcessHandle.current().pid(), "child", child.pid());
			Machine machine = Machine.here();
			Machine.Reading before = machine.read(both);
			Machine.Reading now = before;
			while (now.cpuSecondsSince(before) < 0.5) {
				now = machine.read(both);
			}
			assertThat(now.since(before).processes()).containsOnlyKeys("child", "lab");
			assertThat(now.since(before).used()).as("cores")
				.isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() + 0.2);
		}
		finally {
			child.destroyForcibly().waitFor();
		}
	}

	@Test
	void a_second_is_starved_when_the_processors_are_used_up_and_threads_wait() {
		assertThat(new MachineSecond(0.97, 0.0, 0.8, 0.001, Map.of()).starved()).isTrue();
		assertThat(new MachineSecond(0.7, 0.28, 0.8, null, Map.of()).starved()).as("stolen time is used up").isTrue();
		assertThat(new MachineSecond(0.99, null, null, 0.2, Map.of()).starved()).as("without pressure, by lateness")
			.isTrue();
		assertThat(new MachineSecond(0.99, 0.0, 0.1, 0.001, Map.of()).starved()).as("nobody waits").isFalse();
		assertThat(new MachineSecond(0.5, 0.0, 0.9, 0.5, Map.of()).starved()).as("a processor is free").isFalse();
	}

	private void stat(String... lines) throws IOException {
		Files.writeString(this.proc.resolve("stat"), "cpu  1 2 3 4 5 6 7 8 9 10\n" + String.join("\n", lines) + "\n");
	}

}
