package dev.marea.lab.run;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.report.Report;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class RunFolderTests {

	private static final RunInfo INFO = new RunInfo("r1", Instant.parse("2026-01-02T03:04:05Z"), List.of("run"),
			"http://127.0.0.1:8080", "browse", "constant:rate=1/s,for=1s", Slo.DEFAULT, null, null, null,
			RunInfo.Versions.current(), List.of());

	private static final Second FIRST = new Second(0, 110.0, 110, new Second.Ended(109, 1, 0.01, 0.02), 110, 1, 0.02,
			0.03, 0.04, 1, 1, 1, 9.5, Map.of("a-1", new InstanceSecond(110, true, 0.25, 2)),
			Map.of("200", 109, "503", 1));

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
				List.of(new Summary.ScaleIn(1, 2, 0)), 10.0, 10.0, 9.5, 0.1, 0.2, 0.3, 0.4, 0.05,
				Map.of("a: status 503", 1L), Map.of("a", 1L), new Quantiles(0.001, 0.002, 0.003, 20), null, null, null);
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
	void reads_records_of_older_versions() throws Exception {
		RunFolder.create(this.temporary, INFO).close();
		Files.writeString(this.temporary.resolve("seconds.jsonl"), "{\"t\":0,\"sent\":7,\"done\":7,\"errors\":0}\n");
		Files.writeString(this.temporary.resolve("summary.json"),
				"{\"requests\":7,\"dropped\":0,\"offered\":8,\"achieved\":7.5}");
		Run run = RunFolder.read(this.temporary);
		assertThat(run.seconds()).singleElement().extracting(Second::sent, Second::ended).containsExactly(7, null);
		assertThat(run.summary()).isNotNull().extracting(Summary::sent, Summary::answered).containsExactly(7.5, null);
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
	void says_which_file_cannot_be_written_and_why_and_keeps_what_was_written() throws Exception {
		AtomicBoolean full = new AtomicBoolean();
		RunFolder folder = RunFolder.create(this.temporary, INFO, (file) -> full(file, full));
		folder.second(FIRST);
		full.set(true);
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> folder.second(UNOBSERVED))
			.withMessage(this.temporary.resolve("seconds.jsonl") + " cannot be written: No space left on device");
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> folder.event(new Event(1.5, Event.CREATED, null, null, null, null)))
			.withMessageContaining("events.jsonl");
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> folder.latency(new Histogram(3)))
			.withMessageContaining("latency.hlog");
		folder.close();
		assertThat(RunFolder.read(this.temporary).seconds()).containsExactly(FIRST);
	}

	private static OutputStream full(Path file, AtomicBoolean full) throws IOException {
		return new FilterOutputStream(Files.newOutputStream(file)) {
			@Override
			public void write(byte[] bytes) throws IOException {
				if (full.get()) {
					this.out.write(bytes, 0, bytes.length / 2);
					throw new IOException("No space left on device");
				}
				this.out.write(bytes);
			}
		};
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void a_full_device_is_one_too() {
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> RunFolder.create(this.temporary, INFO,
					(file) -> Files.newOutputStream(Path.of("/dev/full"), StandardOpenOption.WRITE)))
			.withMessageContaining("No space left on device");
	}

	@Test
	void its_files_may_be_read_by_whom_new_files_may_be_read() throws Exception {
		Path plain = Files.writeString(this.temporary.resolve("plain"), "");
		assumeThat(Files.getFileStore(plain).supportsFileAttributeView(PosixFileAttributeView.class)).isTrue();
		Path out = this.temporary.resolve("run");
		try (RunFolder folder = RunFolder.create(out, INFO)) {
			folder.finish(new Summary(0, 0, null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null,
					null, null, null, null, null));
		}
		Report.write(out);
		try (Stream<Path> files = Files.list(out)) {
			assertThat(files).hasSize(6)
				.allSatisfy((file) -> assertThat(Files.getPosixFilePermissions(file)).as("%s", file)
					.isEqualTo(Files.getPosixFilePermissions(plain)));
		}
	}

	@Test
	void never_overwrites_a_run() {
		RunFolder.create(this.temporary, INFO).close();
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.create(this.temporary, INFO))
			.withMessage(this.temporary + " is not empty; give a new folder.");
	}

	@Test
	void mixes_with_nothing() throws Exception {
		Files.writeString(this.temporary.resolve("mine"), "mine");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.create(this.temporary, INFO))
			.withMessage(this.temporary + " is not empty; give a new folder.");
		assertThat(this.temporary.toFile().list()).containsExactly("mine");
	}

	@Test
	void is_new_where_nothing_or_an_empty_folder_is() throws Exception {
		RunFolder.requireNew(null);
		RunFolder.requireNew(this.temporary);
		RunFolder.requireNew(this.temporary.resolve("a/b"));
		assertThat(this.temporary.resolve("a")).doesNotExist();
		Path file = Files.writeString(this.temporary.resolve("file"), "");
		for (Path wrong : List.of(file, file.resolve("run"))) {
			assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.requireNew(wrong))
				.withMessage("The run cannot be written to " + wrong + ": " + file + " is a file.");
		}
	}

	@Test
	void names_the_version_that_the_build_gave_it() {
		assertThat(RunInfo.Versions.current().marea()).matches("\\d+\\.\\d+\\.\\d+.*");
	}

	@Test
	void says_what_is_missing_in_a_run() throws Exception {
		Path info = this.temporary.resolve("run.json");
		for (String wrong : List.of("", "{", "null", "{}", "[]", "{\"id\":\"x\"}")) {
			Files.writeString(info, wrong);
			assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.read(this.temporary))
				.withMessageStartingWith(info + " cannot be read: ");
		}
		Files.delete(info);
		RunFolder.create(this.temporary, INFO).close();
		Files.writeString(this.temporary.resolve("seconds.jsonl"), "null\n{\"t\":1}\n");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.read(this.temporary))
			.withMessageEndingWith("seconds.jsonl cannot be read: line 1 holds nothing.");
	}

	@Test
	void says_what_is_not_a_run() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> RunFolder.read(this.temporary))
			.withMessage(this.temporary + " is not a run: it has no run.json.");
	}

}
