package dev.marea.lab.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DifferencesTests {

	private final Random random = new Random(42);

	@Test
	void finds_50_ms_more_in_one_path_of_noisy_runs() {
		for (int i = 0; i < 50; i++) {
			List<Differences.Row> rows = new Differences(runs(5, 0), runs(5, 0.05), 0.01, 0.05).rows();
			assertThat(rows).filteredOn((row) -> row.name().equals("p50(slow)"))
				.allSatisfy((row) -> assertThat(row.verdict()).isEqualTo("worse"));
		}
	}

	@Test
	void raises_few_alarms_for_runs_that_are_alike() {
		int alarms = 0;
		for (int i = 0; i < 200; i++) {
			List<Differences.Row> rows = new Differences(runs(5, 0), runs(5, 0), 0.01, 0.05).rows();
			alarms += rows.stream().anyMatch((row) -> !row.verdict().isEmpty()) ? 1 : 0;
		}
		// 0.8 % of 200 are expected; 7 would have a probability below 0.1 %.
		assertThat(alarms).isLessThan(7);
	}

	@Test
	void does_not_count_a_change_that_does_not_matter() {
		List<Run> a = new ArrayList<>();
		List<Run> b = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			a.add(run(0.1, 0));
			b.add(run(0.102, 0.0005));
		}
		assertThat(new Differences(a, b, 0.01, 0.05).rows()).allSatisfy((row) -> assertThat(row.verdict()).isEmpty());
		assertThat(new Differences(a, b, 0.01, 0.01).rows()).filteredOn((row) -> row.verdict().equals("worse"))
			.extracting(Differences.Row::name)
			.contains("p50", "p50(fast)")
			.doesNotContain("errors");
	}

	@Test
	void finds_errors_and_improvements() {
		List<Run> a = new ArrayList<>();
		List<Run> b = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			a.add(run(0.1, 0));
			b.add(run(0.05, 0.02));
		}
		assertThat(new Differences(a, b, 0.01, 0.05).rows()).anySatisfy((row) -> {
			assertThat(row.name()).isEqualTo("errors");
			assertThat(row.verdict()).isEqualTo("worse");
			assertThat(row.change()).isInfinite();
		}).anySatisfy((row) -> {
			assertThat(row.name()).isEqualTo("p95");
			assertThat(row.verdict()).isEqualTo("better");
			assertThat(row.p()).isEqualTo(2 / 252.0);
		});
	}

	@Test
	void does_not_call_b_better_because_one_of_its_runs_did_not_recover() {
		List<Run> a = overloads(5, 40.0, 0, null);
		List<Run> b = overloads(5, 5.0, 0, null);
		assertThat(names(new Differences(a, b, 0.01, 0.05), "better")).contains("recover");
		b.set(2, overloaded(5.0, 1, null));
		Differences differences = new Differences(a, b, 0.01, 0.05);
		assertThat(differences.rows()).extracting(Differences.Row::name)
			.contains("unrecovered", "detect")
			.doesNotContain("recover");
		assertThat(differences.gaps()).containsExactly(new Differences.Gap("recover", 5, 4, true));
		assertThat(names(new Differences(a, overloads(5, 5.0, 1, null), 0.01, 0.05), "worse")).contains("unrecovered");
	}

	@Test
	void takes_an_overload_that_violated_no_slo_for_recovered_at_once() {
		Differences differences = new Differences(overloads(5, 40.0, 0, null), overloads(5, null, 0, null), 0.01, 0.05);
		assertThat(names(differences, "better")).contains("recover");
		assertThat(differences.gaps()).isEmpty();
	}

	@Test
	void tests_no_figure_of_need_where_need_does_not_hold() {
		Summary.NeedInvalid invalid = new Summary.NeedInvalid(9, 0.5);
		List<Run> valid = overloads(5, 40.0, 0, null);
		List<Run> starved = overloads(5, 40.0, 0, invalid);
		Differences differences = new Differences(valid, starved, 0.01, 0.05);
		assertThat(differences.rows()).extracting(Differences.Row::name)
			.contains("recover")
			.doesNotContain("detect", "under, instance-s", "over, instance-s");
		assertThat(differences.gaps()).filteredOn(Differences.Gap::lost)
			.extracting(Differences.Gap::name)
			.containsExactly("under, instance-s", "over, instance-s");
		assertThat(new Differences(starved, valid, 0.01, 0.05).gaps()).hasSize(3).noneMatch(Differences.Gap::lost);
	}

	@Test
	void says_when_there_are_too_few_runs_for_any_answer() {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> new Differences(runs(4, 0), runs(4, 0), 0.01, 0.05))
			.withMessage("4 and 4 runs are too few: their smallest p is 0.0286, above --alpha 0.01; "
					+ "5 on each side are enough for 0.01.");
		assertThat(new Differences(runs(4, 0), runs(4, 0.05), 0.05, 0.05).rows()).isNotEmpty();
		assertThat(new Differences(runs(12, 0), runs(12, 0), 0.01, 0.05).assignments()).isEqualTo(20_000);
		assertThat(new Differences(runs(12, 0), runs(12, 0.05), 0.01, 0.05).rows())
			.anySatisfy((row) -> assertThat(row.verdict()).isEqualTo("worse"));
	}

	private static List<String> names(Differences differences, String verdict) {
		return differences.rows()
			.stream()
			.filter((row) -> row.verdict().equals(verdict))
			.map(Differences.Row::name)
			.toList();
	}

	private static List<Run> overloads(int count, @Nullable Double recover, int unrecovered,
			Summary.@Nullable NeedInvalid invalid) {
		return new ArrayList<>(Collections.nCopies(count, overloaded(recover, unrecovered, invalid)));
	}

	private static Run overloaded(@Nullable Double recover, int unrecovered, Summary.@Nullable NeedInvalid invalid) {
		Map<String, Quantiles> measures = new LinkedHashMap<>();
		measures.put("detect", new Quantiles(2, 2, 2, 1));
		if (recover != null) {
			measures.put("recover", new Quantiles(recover, recover, recover, 1));
		}
		return of(new Summary(2000, 0, null, Map.of(), measures, null, 10.0, 20.0, 7.0, List.of(), null, null, null,
				0.1, 0.2, null, 0.3, 0.0, Map.of(), Map.of(), null, unrecovered, invalid, null, 0.15, Map.of()));
	}

	private List<Run> runs(int count, double slower) {
		List<Run> runs = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Map<String, Summary.RequestFigures> requests = new LinkedHashMap<>();
			requests.put("fast", figures(0.005));
			requests.put("slow", figures(0.02 + slower));
			runs.add(of(summary(figures(0.01), requests)));
		}
		return runs;
	}

	/** Quantiles with the heavy tails of a busy machine. */
	private Summary.RequestFigures figures(double seconds) {
		double p50 = seconds * Math.exp(0.1 * this.random.nextGaussian());
		double p95 = p50 * (1.2 + Math.exp(this.random.nextGaussian() - 1));
		double p99 = p95 * (1.1 + Math.exp(1.5 * this.random.nextGaussian() - 1));
		return new Summary.RequestFigures(1000, 0, (this.random.nextInt(4) == 0) ? 0.001 : 0, p50, p95, p99, p99 * 2);
	}

	private static Run run(double seconds, double errors) {
		Summary.RequestFigures figures = new Summary.RequestFigures(1000, 0, errors, seconds, seconds, seconds,
				seconds);
		return of(summary(figures, Map.of("fast", figures, "slow", figures)));
	}

	private static Run of(Summary summary) {
		return new Run(new RunInfo("r", Instant.EPOCH, List.of(), null, null, null, Slo.DEFAULT, null, null, null,
				RunInfo.Versions.current(), List.of()), List.of(), List.of(), summary);
	}

	private static Summary summary(Summary.RequestFigures all, Map<String, Summary.RequestFigures> requests) {
		return new Summary(2000, 0, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null, null,
				all.p50(), all.p99(), null, all.max(), all.errors(), Map.of(), Map.of(), null, null, null, null,
				all.p95(), requests);
	}

}
