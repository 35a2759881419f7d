package dev.marea.lab.report;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.marea.lab.cli.Marea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class ReportCommandTests {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@TempDir
	Path temporary;

	@Test
	void writes_the_report_into_the_run_and_says_where() {
		Path run = SyntheticRun.write(this.temporary.resolve("run"));
		assertThat(execute("report", run.toString())).isZero();
		assertThat(this.out).hasToString(run.resolve("report.html") + System.lineSeparator());
		assertThat(run.resolve("report.html")).isNotEmptyFile();
	}

	@Test
	void writes_it_elsewhere_when_asked() {
		Path run = SyntheticRun.write(this.temporary.resolve("run"));
		Path file = this.temporary.resolve("site/index.html");
		assertThat(execute("report", run.toString(), "--out", file.toString())).isZero();
		assertThat(this.out).hasToString(file + System.lineSeparator());
		assertThat(file).isNotEmptyFile();
		assertThat(run.resolve("report.html")).doesNotExist();
	}

	@Test
	void a_folder_that_is_no_run_is_bad_usage() {
		assertThat(execute("report", this.temporary.toString())).isEqualTo(2);
		assertThat(this.err.toString().lines()).containsExactly(
				"marea report: " + this.temporary + " is not a run: it has no run.json.",
				"Try './marea report --help'.");
	}

	@Test
	void a_missing_run_is_bad_usage() {
		assertThat(execute("report")).isEqualTo(2);
		assertThat(this.err.toString().lines()).containsExactly("marea report: Missing required parameter: 'RUN'",
				"Try './marea report --help'.");
	}

	@Test
	void a_report_that_cannot_go_there_is_bad_usage() throws Exception {
		Path run = SyntheticRun.write(this.temporary.resolve("run"));
		Path file = Files.writeString(this.temporary.resolve("file"), "x").resolve("report.html");
		assertThat(execute("report", run.toString(), "--out", file.toString())).isEqualTo(2);
		assertThat(this.err.toString())
			.startsWith("marea report: " + file + " cannot be written: " + file.getParent() + " is a file.");
		this.err.getBuffer().setLength(0);
		assertThat(execute("report", run.toString(), "--out", run.toString())).isEqualTo(2);
		assertThat(this.err.toString())
			.startsWith("marea report: " + run + " is a folder; give a file for the report.");
	}

	private int execute(String... args) {
		CommandLine marea = Marea.commandLine();
		marea.setOut(new PrintWriter(this.out, true));
		marea.setErr(new PrintWriter(this.err, true));
		return marea.execute(args);
	}

}
