package dev.marea.lab.shadow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.marea.lab.check.Output;
import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.Failure;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Metric;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.hpa.Settings;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ShadowRunTests {

	private static final Hpa HPA = new Hpa("web", new Hpa.Target("apps/v1", "Deployment", "web"), 1, 5,
			List.of(new Metric(Metric.Kind.EXTERNAL_AVERAGE, "queue", 100_000)), null);

	@TempDir
	Path temporary;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@Test
	void records_what_the_live_controller_did_and_what_the_shadow_decided() throws Exception {
		assertThat(run(Map.of("queue", 160.0))).isEqualTo(ExitCode.HELD);
		Run run = RunFolder.read(this.temporary.resolve("run"));
		assertThat(run.info().service()).isEqualTo("web");
		assertThat(run.info().hpa()).isNotNull();
		assertThat(run.events()).filteredOn((event) -> event.is(Event.DECISION))
			.extracting(Event::desired)
			.containsExactly(2);
		assertThat(run.events()).filteredOn((event) -> event.is(Event.SHADOW))
			.extracting(Event::text)
			.containsExactly("live 1 → 2: the shadow decides 2 (queue 160 over target 100: 2 wanted)");
		assertThat(shadowFile()).contains("\"outcome\" : \"EQUAL\"");
		assertThat(this.out.toString(StandardCharsets.UTF_8))
			.contains("changes of the live controller: 1 equal, 0 within one sync, 0 different, 0 undecided");
		assertThat(this.temporary.resolve("run/report.html")).exists();
	}

	@Test
	void exits_1_where_the_two_differ() throws Exception {
		assertThat(run(Map.of("queue", 400.0))).isEqualTo(ExitCode.NOT_HELD);
		assertThat(shadowFile()).contains("\"outcome\" : \"DIFFERENT\"");
	}

	@Test
	void does_not_call_it_equal_where_no_metric_had_a_value() {
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> run(Map.of()))
			.withMessageStartingWith("no metric had a value in ");
	}

	private String shadowFile() throws IOException {
		return Files.readString(this.temporary.resolve("run").resolve(ShadowRun.FILE));
	}

	private int run(Map<String, Double> figures) throws InterruptedException {
		Settings often = Settings.KUBERNETES.withTiming(Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ofSeconds(0));
		return new ShadowRun(HPA, often, Output.text(new PrintStream(this.out, true, StandardCharsets.UTF_8)),
				this.temporary.resolve("run"), 5, List.of("dry-run"))
			.beside(new ScaledOnce(figures));
	}

	/** A target whose live controller scales from 1 to 2 after the first reading. */
	private static final class ScaledOnce implements LiveTarget {

		private final Map<String, Double> figures;

		private int readings;

		private ScaledOnce(Map<String, Double> figures) {
			this.figures = figures;
		}

		@Override
		public String name() {
			return "web";
		}

		@Override
		public int replicas() {
			return (this.readings++ == 0) ? 1 : 2;
		}

		@Override
		public Sight look() {
			PodSample pod = PodSample.running("web-1", 0, 1.0, null, null, Map.of());
			return new Sight(List.of(pod), this.figures, Map.of(), Map.of("queue", 1.0));
		}

		@Override
		public @Nullable String explanation(int replicas) {
			return null;
		}

		@Override
		public List<String> otherwise() {
			return List.of();
		}

		@Override
		public List<String> notes() {
			return List.of();
		}

		@Override
		public void close() {
			// It holds nothing.
		}

	}

}
