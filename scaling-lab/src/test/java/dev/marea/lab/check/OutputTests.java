package dev.marea.lab.check;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import dev.marea.lab.report.Verdict.Outcome;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class OutputTests {

	private static final RunInfo INFO = new RunInfo("r1", Instant.parse("2026-01-02T03:04:05Z"), List.of("run"), null,
			null, null, Slo.DEFAULT, null, null, null, RunInfo.Versions.current(), List.of());

	private static final List<Check> CHECKS = List
		.of(new Check("hostile | \u0000 <b> \"]]>", Outcome.INCONCLUSIVE, "busy & slow"));

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@Test
	void writes_a_test_case_for_each_check_that_a_parser_reads() throws Exception {
		assertThat(finish(Format.JUNIT, false)).isEqualTo(1);
		Element suite = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(this.out.toByteArray()))
			.getDocumentElement();
		assertThat(suite.getAttribute("name")).isEqualTo("marea r1");
		assertThat(suite.getAttribute("tests")).isEqualTo("3");
		assertThat(suite.getAttribute("failures")).isEqualTo("1");
		assertThat(suite.getAttribute("skipped")).isEqualTo("1");
		assertThat(((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message"))
			.isEqualTo("p95(browse) is 90 ms");
		assertThat(((Element) suite.getElementsByTagName("testcase").item(0)).getAttribute("name"))
			.isEqualTo("hostile |   <b> \"]]>");
	}

	@Test
	void writes_one_object_and_keeps_progress_on_standard_error() {
		finish(Format.JSON, false);
		JsonNode result = new JsonMapper().readTree(this.out.toByteArray());
		assertThat(result.path("exitCode").asInt()).isEqualTo(1);
		assertThat(result.path("checks").path(2).path("outcome").asString()).isEqualTo("failed");
		assertThat(result.path("summary").path("byRequest").path("browse").path("p95").asDouble()).isEqualTo(0.09);
		assertThat(result.path("run").path("id").asString()).isEqualTo("r1");
		assertThat(this.err.toString(StandardCharsets.UTF_8)).isEqualTo("""
				progress
				line
				  assertion   held: dropped==0; dropped is 0
				  assertion   failed: p95(browse)<=1ms; p95(browse) is 90 ms
				""");
	}

	@Test
	void writes_tables_whose_cells_no_name_can_break() {
		finish(Format.MARKDOWN, true);
		assertThat(this.out.toString(StandardCharsets.UTF_8)).startsWith("## Run r1\n\n| check | outcome | figure |\n")
			.contains("| hostile \\|   \\<b\\> \"\\]\\]\\> | **inconclusive** | busy & slow |\n")
			.contains("| browse | 900 | 0 | 0 % | 50 ms | 90 ms | 100 ms | 200 ms |\n")
			.contains("| **all** | 1,000 | 0 | 0 % | 100 ms | 250 ms | 300 ms | 1.00 s |\n");
		assertThat(this.err.size()).isZero();
	}

	@Test
	void a_command_that_ended_before_its_run_prints_why_in_each_format() throws Exception {
		Check why = new Check("enough requests", Outcome.INCONCLUSIVE, "this machine is too busy");
		assertThat(withoutRun(Format.JSON, why)).isEqualTo(3);
		JsonNode result = new JsonMapper().readTree(this.out.toByteArray());
		assertThat(result.propertyNames()).containsExactly("exitCode", "checks");
		assertThat(result.path("exitCode").asInt()).isEqualTo(3);
		assertThat(result.path("checks").path(0).path("outcome").asString()).isEqualTo("inconclusive");
		assertThat(result.path("checks").path(0).path("text").asString()).isEqualTo("this machine is too busy");
		withoutRun(Format.MARKDOWN, why);
		assertThat(this.out.toString(StandardCharsets.UTF_8)).isEqualTo("""
				## No run

				| check | outcome | figure |
				|---|---|---|
				| enough requests | **inconclusive** | this machine is too busy |
				""");
		withoutRun(Format.JUNIT, why);
		Element suite = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(this.out.toByteArray()))
			.getDocumentElement();
		assertThat(suite.getAttribute("tests") + suite.getAttribute("skipped")).isEqualTo("11");
		withoutRun(Format.TEXT, why);
		assertThat(this.out.size()).isZero();
	}

	private int withoutRun(Format format, Check why) {
		this.out.reset();
		return new Output(stream(this.out), stream(this.err), format, false).finishWithoutRun(why, 3);
	}

	private int finish(Format format, boolean quiet) {
		Output output = new Output(stream(this.out), stream(this.err), format, quiet);
		output.progress().println("progress");
		output.line("line");
		return output.finish(INFO, AssertionTests.summary(0), CHECKS,
				List.of(Assertion.parse("dropped==0", null), Assertion.parse("p95(browse)<=1ms", null)), Path.of("r"));
	}

	private static PrintStream stream(ByteArrayOutputStream bytes) {
		return new PrintStream(bytes, true, StandardCharsets.UTF_8);
	}

}
