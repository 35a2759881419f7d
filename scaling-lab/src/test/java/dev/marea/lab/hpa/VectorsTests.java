package dev.marea.lab.hpa;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VectorsTests {

	private static final Path RECORDED = Path.of("src/test/resources/hpa-vectors/vectors.jsonl.gz");

	@Test
	void decides_as_the_real_controller_in_all_recorded_situations() {
		List<Vectors.Result> results = new ArrayList<>();
		Vectors.replay(RECORDED, results::add);
		assertThat(results).hasSize(80);
		assertThat(results.stream().mapToInt(Vectors.Result::all).sum()).isEqualTo(6400);
		assertThat(results.stream().map(Vectors.Result::firstDifference)).containsOnlyNulls();
	}

}
