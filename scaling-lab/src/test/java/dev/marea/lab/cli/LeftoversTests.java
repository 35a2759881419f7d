package dev.marea.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.cli.Leftovers.Running;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LeftoversTests {

	@TempDir
	Path home;

	private Path state;

	private Path data;

	@BeforeEach
	void makeState() throws Exception {
		this.state = Files.createDirectories(this.home.resolve(".marea/state"));
		this.data = this.state.resolve("postgresql");
	}

	@Test
	void finds_services_and_databases_that_nobody_looks_after() {
		assertThat(find(service(20, 1L), service(21, null), postgres(30))).containsExactly(20L, 21L, 30L);
	}

	@Test
	void leaves_out_what_belongs_to_others() {
		Running other = new Running(20, 1L, "/usr/bin/java", "/usr/bin/java -jar /elsewhere/app.jar", List.of());
		Running shell = new Running(21, 1L, "/bin/bash", "/bin/bash " + this.home + "/marea", List.of());
		assertThat(find(other, shell, service(22, 4L))).isEmpty();
	}

	@Test
	void leaves_out_a_lab_that_runs_and_its_services() {
		assertThat(find(lab(10, 1L), service(20, 10L))).isEmpty();
		assertThat(find(lab(1, null), service(20, 1L))).as("in a container").isEmpty();
	}

	@Test
	void leaves_out_a_database_as_long_as_a_reaper_looks_after_it() throws Exception {
		Process reaper = new ProcessBuilder("sh", "-c", "read -r line", "marea-reaper").start();
		try {
			Files.writeString(this.state.resolve("reaper.pid"), reaper.pid() + "\n");
			assertThat(find(postgres(30))).isEmpty();
		}
		finally {
			reaper.getOutputStream().close();
			reaper.onExit().join();
		}
		assertThat(find(postgres(30))).containsExactly(30L);
	}

	private List<Long> find(Running... running) {
		return new Leftovers(this.home, Stream.of(running).collect(Collectors.toMap(Running::pid, Function.identity())))
			.find();
	}

	private Running lab(long pid, @Nullable Long parent) {
		return new Running(pid, parent, "/jdk/bin/java", "/jdk/bin/java -Xmx512m -Dmarea.home=" + this.home + " -cp "
				+ this.home + "/scaling-lab/target/classes", List.of());
	}

	private Running service(long pid, @Nullable Long parent) {
		return new Running(pid, parent, "/jdk/bin/java",
				"/jdk/bin/java -jar " + this.home + "/catalog-service/target/app/catalog-service.jar", List.of());
	}

	private Running postgres(long pid) {
		String program = this.home + "/.marea/postgresql/bin/postgres";
		return new Running(pid, 1L, program, program + " -D " + this.data, List.of("-D", this.data.toString()));
	}

}
