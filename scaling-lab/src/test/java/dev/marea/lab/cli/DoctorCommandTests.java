package dev.marea.lab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class DoctorCommandTests {

	@TempDir
	Path home;

	@Test
	void finds_nothing_missing_where_all_is_there() {
		StringWriter out = new StringWriter();
		assertThat(execute(new DoctorCommand(this.home, (command) -> true), out)).isZero();
		assertThat(out.toString())
			.contains("ok      JDK 25", "ok      Maven\n", "ok      no process of an earlier fleet")
			.endsWith("Nothing is missing.\n")
			.doesNotContain("missing ");
	}

	@Test
	void says_the_cure_for_what_is_missing() {
		StringWriter out = new StringWriter();
		assertThat(execute(new DoctorCommand(this.home, (command) -> !command[0].equals("mvn")), out))
			.isEqualTo(ExitCode.PROBLEM_FOUND);
		assertThat(out.toString())
			.contains("missing Maven: install Apache Maven 3.8.7 or newer so that 'mvn' is on the PATH\n")
			.endsWith("Something is missing.\n");
	}

	private static int execute(DoctorCommand doctor, StringWriter out) {
		return new CommandLine(doctor).setOut(new PrintWriter(out)).execute();
	}

}
