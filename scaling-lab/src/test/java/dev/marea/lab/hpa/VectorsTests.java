package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class VectorsTests {

	static final Path RECORDED = Path.of("src/test/resources/hpa-vectors/vectors.jsonl.gz");

	@TempDir
	Path temporary;

	@ParameterizedTest
	@CsvSource({ "vectors.jsonl.gz, 80, 6400", "random.jsonl.gz, 70, 5600", "lagging.jsonl.gz, 32, 2560",
			"kinds.jsonl.gz, 100, 8000" })
	void decides_as_the_real_controller_in_all_recorded_situations(String file, int scenarios, int decisions) {
		List<Vectors.Result> results = new ArrayList<>();
		Vectors.replay(RECORDED.resolveSibling(file), results::add);
		assertThat(results.stream().map(Vectors.Result::firstDifference)).containsOnlyNulls();
		assertThat(results).hasSize(scenarios).allMatch((result) -> result.equal() == result.all());
		assertThat(results.stream().mapToInt(Vectors.Result::all).sum()).isEqualTo(decisions);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"name":                            | line 2: not a JSON document.
					[]                                  | line 2: name is missing.
					{"name":"a"}                        | line 2: hpa is missing.
					{"name":"a","hpa":{}}               | line 2: hpa.apiVersion is missing.
					{"name":"a","hpa":HPA}              | line 2: syncs is missing.
					{"name":"a","hpa":HPA,"syncs":{}}   | line 2: syncs must be a list.
					{"name":"a","hpa":HPA,"syncs":[{"t":15,"replicas":2.5,"pods":[]}] } | line 2: syncs[0].replicas must be a whole number.
					{"name":"a","hpa":HPA,"syncs":[{"t":15,"replicas":2,"pods":[{"name":"p","created":"x"}]}] } | line 2: syncs[0].pods[0].created must be a number.
					""")
	void names_the_line_that_is_broken(String line, String message) throws IOException {
		Path file = this.temporary.resolve("v.jsonl");
		String good = "{\"name\":\"a\",\"hpa\":HPA,\"syncs\":[]}";
		Files.writeString(file, (good + "\n" + line + "\n").replace("HPA", TestHpa.JSON));
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Vectors.replay(file, (result) -> {
		})).withMessage("v.jsonl: " + message);
	}

	@Test
	void says_where_a_gzipped_file_breaks_off() throws IOException {
		Path file = this.temporary.resolve("v.jsonl.gz");
		byte[] whole = Files.readAllBytes(RECORDED);
		Files.write(file, Arrays.copyOf(whole, whole.length / 2));
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Vectors.replay(file, (result) -> {
		})).withMessageMatching("v\\.jsonl\\.gz: line \\d+: cannot be read: .*\\.");
	}

	@Test
	void refuses_a_file_without_scenarios() throws IOException {
		Path file = Files.writeString(this.temporary.resolve("v.jsonl"), "\n\n");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Vectors.replay(file, (result) -> {
		})).withMessageEndingWith("v.jsonl holds no scenario.");
	}

}
