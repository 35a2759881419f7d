package dev.marea.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.UsageError;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RunFolderTests {

	private static final RunInfo INFO = new RunInfo("r1", Instant.parse("2026-01-02T03:04:05Z"), List.of("run"),
			"http://127.0.0.1:8080", "browse", "constant:rate=1/s,for=1s", Slo.DEFAULT, null, null, null,
			RunInfo.Versions.current(), List.of());

	private static final Second FIRST = new Second(0, 110.0, 110, 110, 1, 0.02, 0.03, 0.04, 1, 1, 1, 9.5,
			Map.of("a-1", new InstanceSecond(110, true, 0.25, 2)), Map.of("200", 109, "503", 1));

	private static final Second UNOBSERVED = new Second(1, 10.0, 0, 0, 0, null, null, null, null, null, null, null,
			Map.of(), Map.of());

	@TempDir
	Path temporary;

	@Test
	void reads_back_what_was_written() {
		Path out = this.temporary.resolve("run");
		Event decision = Event.decision(0.5, "catalog-service", 2, "above target");
		Summary summary = new Summary(20, 1, new Summary.Ready(1, 2, 1), Map.of("ledger-sums", true),
				Map.of("detect", new Quantiles(1, 2, 2, 3)), null, 1.5, null, 0.0,
				List.of(new Summary.ScaleIn(1, 2, 0)), 10.0, 10.0, 0.1, 0.2, 0.3, 0.4, 0.05);
		try (RunFolder folder = RunFolder.create(out, INFO)) {
			folder.second(FIRST);
			folder.second(UNOBSERVED);
			folder.event(decision);
			folder.finish(summary);
		}
		assertThat(RunFolder.read(out))
			.isEqualTo(new Run(INFO, List.of(FIRST, UNOBSERVED), List.of(decision), summary));
	}

	@Test
	void a_second_with_few_requests_has_the_p99_of_a_window() {
		try (RunFolder folder = RunFolder.create(this.temporary, INFO)) {
			write(folder, 0, 200, 10);
			write(folder, 1, 40, 500);
			write(folder, 2, 59, 20);
			write(folder, 3, 60, 20);
			write(folder, 4, 99, 20);
			write(folder, 5, 1, 20);
		}
		assertThat(RunFolder.read(this.temporary).seconds()).extracting(Second::p99)
			.usingElementComparator((a, b) -> (Math.abs(a - b) < 0.001) ? 0 : 1)
			.as("seconds 0, 0 to 1, 0 to 2, 2 to 3, 3 to 4, 4 to 5")
			.containsExactly(0.01, 0.5, 0.5, 0.02, 0.02, 0.02);
	}

	@Test
	void a_second_has_no_p99_when_half_a_minute_has_few_requests() {
		try (RunFolder folder = RunFolder.create(this.temporary, INFO)) {
			write(folder, 0, 97, 500);
			for (int t = 1; t <= 30; t++) {
				write(folder, t, (t % 10 == 0) ? 1 : 0, 500);
			}
		}
		List<Second> seconds = RunFolder.read(this.temporary).seconds();
		assertThat(seconds.get(20).p99()).as("99 requests in 21 s").isNull();
		assertThat(seconds.get(30).p99()).as("3 requests in 30 s").isNull();
		assertThat(Slo.DEFAULT.violatedBy(seconds.get(30))).isFalse();
	}

	private static void write(RunFolder folder, int t, int requests, long milliseconds) {
		Histogram latencies = new Histogram(1000, 2_000_000, 3);
		latencies.setAutoResize(true);
		if (requests > 0) {
			latencies.recordValueWithCount(milliseconds * 1_000_000, requests);
			latencies.setStartTimeStamp(INFO.started().toEpochMilli() + t * 1000L);
			latencies.setEndTimeStamp(INFO.started().toEpochMilli() + t * 1000L + 1000);
			folder.latency(latencies);
		}
		Double p99 = (requests > 0) ? (Double) (milliseconds / 1000.0) : null;
		folder.second(new Second(t, (double) requests, requests, requests, 0, p99, p99, p99, null, null, null, null,
				Map.of(), Map.of()));
	}

	@Test
	void leaves_out_what_was_not_measured() throws Exception {
		try (RunFolder folder = RunFolder.create(this.temporary, INFO)) {
			folder.second(UNOBSERVED);
			folder.event(new Event(1.5, Event.CREATED, null, null, null, null));
		}
		assertThat(this.temporary.resolve("seconds.jsonl"))
			.hasContent("{\"t\":1,\"offered\":10.0,\"sent\":0,\"done\":0,\"errors\":0}");
		assertThat(this.temporary.resolve("events.jsonl")).hasContent("{\"t\":1.5,\"kind\":\"created\"}");
		assertThat(Files.readString(this.temporary.resolve("run.json"))).doesNotContain("null")
			.contains("\"started\" : \"2026-01-02T03:04:05Z\"")
			.contains("\"p99\" : 0.3");
	}

	@Test
	void can_be_read_while_it_is_written() {
		RunFolder folder = RunFolder.create(this.temporary, INFO);
		folder.second(FIRST);
		assertThat(RunFolder.read(this.temporary)).isEqualTo(new Run(INFO, List.of(FIRST), List.of(), null));
		folder.close();
	}

	@Test
	void a_half_written_last_line_is_as_if_it_were_not_there() throws Exception {
		try (RunFolder folder = RunFolder.create(this.temporary, INFO)) {
			folder.second(FIRST);
		}
		Files.writeString(this.temporary.resolve("seconds.jsonl"), "{\"t\":1,\"offe", StandardOpenOption.APPEND);
		assertThat(RunFolder.read(this.temporary).seconds()).containsExactly(FIRST);
	}

	@Test
	void a_broken_line_in_the_middle_is_named() throws Exception {
		try (RunFolder folder = RunFolder.create(this.temporary, INFO)) {
			folder.second(FIRST);
		}
		Files.writeString(this.temporary.resolve("seconds.jsonl"), "{\n{}\n", StandardOpenOption.APPEND);
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.read(this.temporary))
			.withMessageContaining("seconds.jsonl cannot be read: line 2");
	}

	@Test
	void ignores_fields_of_a_newer_version() throws Exception {
		RunFolder.create(this.temporary, INFO).close();
		Files.writeString(this.temporary.resolve("events.jsonl"), "{\"t\":1,\"kind\":\"phase\",\"colour\":\"blue\"}\n");
		assertThat(RunFolder.read(this.temporary).events())
			.containsExactly(new Event(1, "phase", null, null, null, null));
	}

	@Test
	void keeps_an_interval_of_latencies() throws Exception {
		Histogram interval = new Histogram(3);
		interval.recordValue(20_000_000);
		interval.setStartTimeStamp(INFO.started().toEpochMilli());
		interval.setEndTimeStamp(INFO.started().toEpochMilli() + 1000);
		try (RunFolder folder = RunFolder.create(this.temporary, INFO)) {
			folder.latency(interval);
		}
		try (HistogramLogReader reader = new HistogramLogReader(this.temporary.resolve("latency.hlog").toFile())) {
			Histogram read = (Histogram) reader.nextIntervalHistogram();
			assertThat(read).isEqualTo(interval);
			assertThat(read.getStartTimeStamp()).isEqualTo(interval.getStartTimeStamp());
		}
	}

	@Test
	void never_overwrites_a_run() {
		RunFolder.create(this.temporary, INFO).close();
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.create(this.temporary, INFO))
			.withMessage(this.temporary + " holds a run already; give another folder.");
	}

	@Test
	void says_what_is_not_a_run() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.read(this.temporary))
			.withMessage(this.temporary + " is not a run: it has no run.json.");
	}

}
