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

class CompareCommandTests {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@TempDir
	Path temporary;

	@Test
	void shows_both_runs_and_how_they_stand_to_each_other() {
		Path day = SyntheticRun.write(this.temporary.resolve("day"));
		Path proof = SyntheticRun.writeCounterProof(this.temporary.resolve("proof"));
		assertThat(execute("compare", day.toString(), proof.toString())).isZero();
		assertThat(this.out.toString().lines()).containsExactly(
				"A  2026-03-04T09-30-00-day, shop, trace shop/nasa-1995-07-13.csv, the day in 150 s, peak 237/s",
				"B  2026-03-04T09-30-00-counter-proof, shop, trace shop/nasa-1995-07-13.csv, the day in 150 s, peak 237/s",
				"", //
				"                            A           B      B/A", //
				"requests               16,246      16,045     0.99", //
				"offered                80.7/s      80.7/s     1.00", //
				"sent                   81.2/s      80.2/s     0.99", //
				"answered               81.2/s      80.2/s     0.99", //
				"dropped                     0       6,343", //
				"errors                    0 %      39.5 %", //
				"p50                     55 ms      320 ms     5.86", //
				"p99                     68 ms      2.60 s    38.29", //
				"p99.9                   85 ms      3.03 s    35.76", //
				"max                    103 ms      3.22 s    31.39", //
				"late start p99           4 ms        4 ms     1.00", //
				"ready peak                  6           1     0.17", //
				"ready final                 1           1     1.00", //
				"skew                     1.02        1.02     1.00", //
				"under, instance-s           0         123", //
				"over, instance-s          213           0     0.00", //
				"violation               0.0 s      78.0 s", //
				"detect p50             1.20 s           -", //
				"detect p99             2.10 s           -", //
				"ready p50              3.90 s           -", //
				"ready p99              4.30 s           -", //
				"first p50              310 ms           -", //
				"first p99              340 ms           -", //
				"even p50               1.50 s           -", //
				"even p99               2.40 s           -", //
				"invariants broken           0           0", //
				"", //
				"Different input:", //
				"  maxReplicas: A 8, B 1");
	}

	@Test
	void says_what_was_not_asked_the_same() {
		Path day = SyntheticRun.write(this.temporary.resolve("day"));
		Path hours = SyntheticRun.writeHours(this.temporary.resolve("hours"), 1);
		assertThat(execute("compare", day.toString(), hours.toString())).isZero();
		assertThat(this.out.toString()).endsWith(
				"""

						Different input:
						  shape: A trace shop/nasa-1995-07-13.csv, the day in 150 s, peak 237/s, B trace shop/nasa-1995-07-13.csv,\
						 the day in 3550 s, peak 802/s
						  maxReplicas: A 8, B 20
						""");
	}

	@Test
	void writes_both_over_each_other_into_one_file() throws Exception {
		Path day = SyntheticRun.write(this.temporary.resolve("day"));
		Path proof = SyntheticRun.writeCounterProof(this.temporary.resolve("proof"));
		Path file = this.temporary.resolve("compare.html");
		assertThat(execute("compare", day.toString(), proof.toString(), "--out", file.toString())).isZero();
		assertThat(this.out.toString().lines().toList().getLast()).isEqualTo(file.toString());
		assertThat(Files.readString(file)).contains("Stayed at 1 instance; 16,045 requests")
			.contains("Grew from 1 to 6 instances and back")
			.doesNotContain("{{")
			.doesNotContainPattern("<(script|img|iframe)[^>]* src");
	}

	@Test
	void a_run_without_a_summary_cannot_be_compared() throws Exception {
		Path day = SyntheticRun.write(this.temporary.resolve("day"));
		Path cut = SyntheticRun.write(this.temporary.resolve("cut"));
		Files.delete(cut.resolve("summary.json"));
		assertThat(execute("compare", day.toString(), cut.toString())).isEqualTo(2);
		assertThat(this.err.toString().lines()).containsExactly(
				"marea compare: the run 2026-03-04T09-30-00-day was cut short: it has no summary.",
				"Try './marea compare --help'.");
	}

	@Test
	void compares_several_runs_of_a_folder_and_fails_a_build_if_b_is_worse() {
		for (int i = 0; i < 5; i++) {
			SyntheticRun.write(this.temporary.resolve("day/" + i));
			SyntheticRun.writeCounterProof(this.temporary.resolve("proof/" + i));
		}
		String day = this.temporary.resolve("day").toString();
		String proof = this.temporary.resolve("proof").toString();
		assertThat(execute("compare", day, proof)).isZero();
		assertThat(this.out.toString()).contains("B is worse: p50, p99, errors, violation, under, instance-s\n")
			.contains("B is better: over, instance-s\n")
			.contains("Different input:\n  maxReplicas: A 8, B 1\n")
			.endsWith("Permutation test with the maximum statistic (Westfall and Young), 252 assignments, alpha 0.01, "
					+ "at least 5%.\n");
		assertThat(execute("compare", day, proof, "--fail-if", "worse")).isOne();
		assertThat(execute("compare", day, "vs", day, "--fail-if", "different")).isZero();
		assertThat(execute("compare", proof, day + "/0", "--fail-if", "worse")).isEqualTo(2);
		assertThat(execute("compare", day, day, day)).isEqualTo(2);
		assertThat(this.err.toString()).contains("5 and 1 runs are too few")
			.contains("With more than two runs, 'vs' separates the sides: compare A1 A2 vs B1 B2.");
	}

	@Test
	void fails_a_build_if_only_b_lacks_a_figure() throws Exception {
		for (int i = 0; i < 5; i++) {
			SyntheticRun.write(this.temporary.resolve("day/" + i));
			SyntheticRun.write(this.temporary.resolve("other/" + i));
		}
		Path summary = this.temporary.resolve("other/3/summary.json");
		Files.writeString(summary,
				Files.readString(summary).replaceFirst("\\{", "{\"needInvalid\":{\"seconds\":9,\"served\":0.5},"));
		String day = this.temporary.resolve("day").toString();
		String other = this.temporary.resolve("other").toString();
		assertThat(execute("compare", day, other, "--fail-if", "worse")).isOne();
		assertThat(this.out.toString()).contains("B is worse in no figure.\n")
			.contains("Not tested, as some runs lack it: detect (A 5 of 5, B 4 of 5); "
					+ "under, instance-s (A 5 of 5, B 4 of 5); over, instance-s (A 5 of 5, B 4 of 5)\n")
			.contains("B lacks what A has: under, instance-s; over, instance-s\n");
		assertThat(execute("compare", other, day, "--fail-if", "worse")).isZero();
		assertThat(execute("compare", day, "vs", other)).isZero();
	}

	private int execute(String... args) {
		CommandLine marea = Marea.commandLine();
		marea.setOut(new PrintWriter(this.out, true));
		marea.setErr(new PrintWriter(this.err, true));
		return marea.execute(args);
	}

}
