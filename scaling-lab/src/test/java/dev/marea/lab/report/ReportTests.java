package dev.marea.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReportTests {

	private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\"&{{title}}$1\\";

	@TempDir
	Path temporary;

	@Test
	void is_one_file_that_loads_nothing() throws Exception {
		Path report = Report.write(SyntheticRun.write(this.temporary.resolve("run")));
		String html = Files.readString(report);
		assertThat(report).isEqualTo(this.temporary.resolve("run/report.html"));
		assertThat(html.length()).isLessThan(1_000_000);
		assertThat(this.temporary.resolve("run")).isDirectoryNotContaining("glob:**.tmp");
		assertThat(markup(html)).doesNotContainPattern("<(script|img|iframe|object|embed|video|audio)[^>]* src")
			.doesNotContainPattern("<link(?! rel=\"icon\" href=\"data:)")
			.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-");
		assertThat(html)
			.doesNotContainPattern("@import|url\\(|fetch\\(|XMLHttpRequest|WebSocket|importScripts|sendBeacon");
		assertThat(html).contains("Copyright (c) 2022 Leon Sorokin");
	}

	@Test
	void is_well_formed_and_says_what_happened_without_a_script() throws Exception {
		String html = Report.of(SyntheticRun.write(this.temporary)).html();
		String text = parse(html).getDocumentElement().getTextContent().replaceAll("\\s+", " ");
		assertThat(text).contains("Grew from 1 to 6 instances and back; 16,246 requests, 0 dropped; p99 68 ms;")
			.contains("SLO held: p99 68 ms ≤ 300 ms, errors 0 % ≤ 0.1 %")
			.contains("78.4 requests/s an instance.")
			.contains("detectneed exceeds ready instances → desired rises1.20 s2.10 s2.10 s3")
			.contains("warmready → latency within 10 % of its peers'not measured")
			.contains("dropped in the scale-in of 116.8 s – 161.4 s")
			.contains("marea demo --hpa shop/demo-hpa.yaml")
			.contains("kind: HorizontalPodAutoscaler")
			.contains("43.5 sdecisioncatalog-service1 → 2: http_requests_per_second 47.0 over target 40")
			.doesNotContain("What this report does not have");
	}

	@Test
	void marks_the_figures_that_come_from_a_need_that_does_not_hold() throws Exception {
		Path summary = SyntheticRun.write(this.temporary).resolve("summary.json");
		Files.writeString(summary, Files.readString(summary)
			.replaceFirst("\\{", "{\"needInvalid\":{\"seconds\":12,\"served\":0.415},\"unrecovered\":2,"));
		String html = Report.of(this.temporary).html();
		String text = parse(html).getDocumentElement().getTextContent().replaceAll("\\s+", " ");
		assertThat(text).contains(
				"need, detect, under and over do not hold: in 12 s, saturated instances served only 41.5 % of the measured capacity.")
			.contains("desired rises (does not hold)1.20 s")
			.contains("under: instance-seconds short of need (does not hold)")
			.contains("over: instance-seconds beyond need (does not hold)")
			.contains("overloads after which the SLO did not hold again2");
		assertThat(html).contains("need, detect, under y over no valen: en 12 s")
			.contains("déficit: instancias-segundo por debajo de lo necesario (no vale)");
	}

	@Test
	void draws_from_columns_of_equal_length() {
		JsonNode data = data(Report.of(SyntheticRun.write(this.temporary)).html());
		assertThat(data.path("step").asInt()).isEqualTo(1);
		assertThat(data.path("target").asDouble()).isEqualTo(40);
		for (String column : List.of("t", "offered", "sent", "answered", "well", "errors", "refused", "p50", "p99",
				"max", "need", "desired", "ready", "metric", "violated")) {
			assertThat(data.path(column).size()).as(column).isEqualTo(200);
		}
		assertThat(data.path("instances").size()).isEqualTo(6);
		assertThat(data.path("instances").path(1).path("short").asString()).isEqualTo("#2");
		assertThat(data.path("instances").path(1).path("requests").path(10).isNull()).isTrue();
		assertThat(data.path("instances").path(1).path("fair").path(90).asDouble()).isBetween(0.95, 1.05);
		assertThat(data.path("lanes").size()).isEqualTo(6);
		assertThat(data.path("percentiles").size()).isGreaterThan(20);
		assertThat(data.path("events").path(0).path("from").asInt()).isEqualTo(1);
	}

	@Test
	void counts_every_request_in_one_class_of_the_histogram() {
		String html = Report.of(SyntheticRun.write(this.temporary)).html();
		JsonNode histogram = data(html).path("histogram");
		JsonNode counts = histogram.path("counts");
		double least = Math.pow(10, histogram.path("first").asDouble() / histogram.path("perDecade").asDouble());
		assertThat(least).isCloseTo(0.0501, within(0.0001));
		assertThat(IntStream.range(0, counts.size()).mapToLong((i) -> counts.path(i).asLong()).sum()).isEqualTo(16_246);
		assertThat(counts.path(0).asLong()).isPositive();
		assertThat(counts.path(counts.size() - 1).asLong()).isPositive();
		assertThat(text(section(html, "latencies"))).contains("50 ms – 100 ms", "100 ms – 200 ms");
	}

	@Test
	void has_tables_of_requests_and_of_errors() throws Exception {
		Path summary = SyntheticRun.writeCounterProof(this.temporary).resolve("summary.json");
		Files.writeString(summary,
				Files.readString(summary)
					.replaceFirst("\\{",
							"{\"byRequest\":{\"read\":{\"requests\":12836,\"dropped\":6343,\"errors\":0.4942,"
									+ "\"p50\":0.056,\"p95\":1.9,\"p99\":2.6,\"max\":3.1},\"other requests\":"
									+ "{\"requests\":3209,\"dropped\":0,\"errors\":0.0}},"));
		String html = Report.of(this.temporary).html();
		assertThat(text(section(html, "requests"))).contains("requestrequestssharedroppederrorsp50p95p99max",
				"read12,83680 %6,34349.4 %56 ms1.90 s2.60 s3.10 s",
				"other requests3,20920 %00 %not measurednot measured", "all16,045100 %6,343");
		assertThat(section(html, "requests")).contains("data-es=\"otras peticiones\"", "data-es=\"12.836\"",
				"data-es=\"49,4 %\"", "data-label=\"share\" data-label-es=\"parte\"");
		assertThat(text(section(html, "errors"))).contains("read: status 5036,343100 %39.5 %", "requests failed from");
		assertThat(section(html, "errors")).contains("data-es=\"read: estado 503\"");
		List<Second> seconds = RunFolder.read(this.temporary).seconds();
		int first = seconds.stream().filter((second) -> second.errors() > 0).findFirst().orElseThrow().t();
		assertThat(text(section(html, "errors"))).contains(first + " s");
	}

	@Test
	void a_run_without_a_failure_says_so_instead_of_a_table() {
		String html = Report.of(SyntheticRun.write(this.temporary)).html();
		assertThat(text(section(html, "errors"))).isEqualTo("ErrorsNo request failed.");
		assertThat(text(section(html, "requests"))).contains("all16,246100 %00 %");
	}

	@Test
	void times_of_failures_are_bounded() throws Exception {
		RunInfo info = SyntheticRun.day().info();
		try (RunFolder folder = RunFolder.create(this.temporary, info)) {
			for (int t = 0; t < 400; t++) {
				int failed = (t % 2 == 0) ? 1 + t / 100 : 0;
				folder.second(new Second(t, 9.0, 9, 9, failed, 0.1, 0.1, 0.1, null, null, null, null, Map.of(),
						Map.of("503", failed)));
			}
		}
		String errors = section(Report.of(this.temporary).html(), "errors");
		assertThat(errors).contains("40 of 200 times: those with the most failures.",
				"40 de 200 momentos: los de más fallos.");
		assertThat(text(errors)).contains("300 s301 s44").doesNotContain("298 s299 s33");
	}

	@Test
	void has_its_title_its_figures_and_its_notes_in_spanish_too() {
		String html = Report.of(SyntheticRun.writeCounterProof(this.temporary)).html();
		assertThat(html).contains("<title data-es=\"Se quedó en 1 instancia; 16.045 peticiones, 6.343 perdidas;")
			.contains("data-es=\"SLO incumplido: p99 2,60 s &gt; 300 ms, errores 39,5 % &gt; 0,1 %\"")
			.contains("data-es=\"p99 ≤ 300 ms, errores ≤ 0,1 %\"")
			.contains("data-es=\"78,4/s\"")
			.contains("<p lang=\"en\">An instance serves at most 4 requests at once");
		assertThat(Report.of(SyntheticRun.write(this.temporary.resolve("day"))).html())
			.contains("data-es=\"1 → 2: http_requests_per_second 47.0 por encima del objetivo 40: se quieren 2\"");
	}

	@Test
	void shows_how_busy_the_machine_was_and_with_what() throws Exception {
		String html = Report.of(SyntheticRun.writeStarved(this.temporary)).html();
		JsonNode machine = data(html).path("machine");
		for (String column : List.of("busy", "stolen", "pressure", "late", "starved", "others")) {
			assertThat(machine.path(column).size()).as(column).isEqualTo(200);
		}
		assertThat(IntStream.range(0, 200).filter((t) -> machine.path("starved").path(t).asInt() == 1))
			.containsExactlyElementsOf(IntStream.range(60, 75).boxed().toList());
		assertThat(machine.path("busy").path(60).asDouble()).isEqualTo(0.97);
		double run = 0;
		for (JsonNode process : machine.path("processes")) {
			assertThat(process.path("cores").size()).isEqualTo(200);
			run += process.path("cores").path(60).asDouble();
		}
		assertThat(machine.path("processes").size()).isEqualTo(9);
		assertThat(machine.path("processes").path(0).path("name").asString()).isEqualTo("lab");
		assertThat(machine.path("processes").path(8).path("more").asInt()).isEqualTo(3);
		assertThat(machine.path("others").path(60).asDouble()).isCloseTo(0.97 * 2 - run, within(0.01));
		String text = parse(html).getDocumentElement().getTextContent().replaceAll("\\s+", " ");
		assertThat(text).contains("CPU busy, mean42 %")
			.contains("seconds starved of CPU15 of them while instances that were wanted were not ready4")
			.contains("dropped, explained by the lack of CPU0")
			.contains("lab0.200.200.20")
			.contains("3 more of the run")
			.contains("everything else on this machine");
		assertThat(html).contains("Máquina", "CPU ocupada, media", "todo lo demás en esta máquina");
	}

	@Test
	void a_run_in_which_nobody_watched_the_machine_shows_none() {
		String html = Report.of(SyntheticRun.write(this.temporary)).html();
		assertThat(data(html).path("machine").isNull()).isTrue();
		assertThat(html).doesNotContain("id=\"machine\"").doesNotContain("starved of CPU<").doesNotContain("Máquina<");
	}

	@Test
	void a_point_of_a_long_run_keeps_the_busiest_second_of_the_machine() {
		List<Second> seconds = new ArrayList<>();
		for (int t = 0; t < 3 * 3600; t++) {
			MachineSecond machine = (t == 4000) ? new MachineSecond(0.9, 0.08, 0.7, 0.02, Map.of("lab", 0.5))
					: new MachineSecond(0.2, 0.0, 0.1, (t == 4001) ? 0.3 : 0.001, Map.of("lab", 0.1));
			seconds.add(new Second(t, 1.0, 1, 1, 0, 0.1, 0.1, 0.1, null, null, null, null, Map.of(), Map.of())
				.withMachine(machine));
		}
		Run run = new Run(SyntheticRun.day().info(), seconds, List.of(), null);
		JsonNode machine = RunFolder.JSON
			.readTree(new PlotData(run).json(List.of(), Percentiles.read(this.temporary.resolve("none"))))
			.path("machine");
		assertThat(machine.path("busy").size()).isEqualTo(3600);
		assertThat(machine.path("busy").path(1333).asDouble()).isEqualTo(0.9);
		assertThat(machine.path("stolen").path(1333).asDouble()).isEqualTo(0.08);
		assertThat(machine.path("late").path(1333).asDouble()).isEqualTo(0.3);
		assertThat(machine.path("processes").path(0).path("cores").path(1333).asDouble()).isEqualTo(0.5);
		assertThat(machine.path("starved").path(1333).asInt()).isEqualTo(1);
		assertThat(machine.path("starved").path(1334).asInt()).isZero();
	}

	@Test
	void nothing_in_a_run_becomes_markup_or_script() throws Exception {
		RunInfo info = new RunInfo(HOSTILE, Instant.EPOCH, List.of("run", HOSTILE), HOSTILE, HOSTILE, HOSTILE,
				Slo.DEFAULT, HOSTILE, 80.0, StringNode.valueOf(HOSTILE),
				new RunInfo.Versions(HOSTILE, HOSTILE, HOSTILE, 2), List.of(HOSTILE));
		try (RunFolder folder = RunFolder.create(this.temporary, info)) {
			folder.second(new Second(0, 1.0, 1, 1, 0, null, null, null, null, null, 1, null,
					Map.of(HOSTILE, new InstanceSecond(1, true, null, null)), Map.of(HOSTILE, 1))
				.withMachine(new MachineSecond(0.5, 0.0, 0.1, 0.0, Map.of(HOSTILE, 0.5))));
			folder.event(new Event(0, HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE));
			folder.event(new Event(0, Event.DECISION, HOSTILE, HOSTILE, 2, HOSTILE));
			folder.finish(new Summary(1, 0, null, Map.of(HOSTILE, false), Map.of(), null, null, null, null, List.of(),
					null, null, null, null, null, null, null));
		}
		String html = Report.of(this.temporary).html();
		assertThat(html.split("<script", -1)).hasSize(4);
		assertThat(html.split("</script", -1)).hasSize(4);
		assertThat(html).doesNotContain("<img");
		assertThat(html.split("<title", -1)).hasSize(2);
		assertThat(parse(html).getElementsByTagName("img").getLength()).isZero();
		assertThat(data(html).path("events").path(0).path("text").asString()).isEqualTo(HOSTILE);
		assertThat(parse(html).getDocumentElement().getTextContent()).contains(HOSTILE);
	}

	@Test
	void a_run_that_crashed_gets_a_report_that_says_so() throws Exception {
		SyntheticRun.write(this.temporary);
		Files.delete(this.temporary.resolve("summary.json"));
		for (String cut : List.of("seconds.jsonl", "events.jsonl", "latency.hlog")) {
			List<String> lines = new ArrayList<>(Files.readAllLines(this.temporary.resolve(cut)));
			lines = lines.subList(0, Math.min(lines.size(), 50));
			String half = lines.removeLast();
			Files.write(this.temporary.resolve(cut), lines);
			Files.writeString(this.temporary.resolve(cut), half.substring(0, half.length() / 2),
					StandardOpenOption.APPEND);
		}
		String html = Report.of(this.temporary).html();
		parse(html);
		assertThat(html).contains("The run was cut short. In the 49 s that are recorded: ")
			.contains("There is no summary: the run was cut short or is still going on.")
			.contains("None was checked.")
			.doesNotContain("There is no latency log");
		assertThat(data(html).path("t").size()).isEqualTo(49);
	}

	@Test
	void an_empty_run_gets_a_report_that_says_what_is_not_there() throws Exception {
		RunInfo info = new RunInfo("r1", Instant.EPOCH, List.of(), null, null, null, Slo.DEFAULT, null, null, null,
				RunInfo.Versions.current(), List.of());
		RunFolder.create(this.temporary, info).close();
		String html = Report.of(this.temporary).html();
		parse(html);
		assertThat(html).contains("No second is recorded: there are no plots.")
			.contains("Nobody observed the instances")
			.contains("No autoscaler is known to this run.")
			.contains("The capacity of an instance was not measured")
			.contains("There is no latency log")
			.doesNotContain("id=\"plots\"");
	}

	@Test
	void a_run_of_hours_is_drawn_in_thousands_of_points() {
		String html = Report.of(SyntheticRun.writeHours(this.temporary, 3)).html();
		JsonNode data = data(html);
		assertThat(data.path("step").asInt()).isEqualTo(3);
		assertThat(data.path("t").size()).isEqualTo(3600);
		assertThat(html).contains("Each point is 3 s; latencies and need are the highest of them.");
		assertThat(html.length()).isLessThan(3_000_000);
	}

	private static String section(String html, String id) {
		Matcher section = Pattern.compile("<section class=\"card\" id=\"" + id + "\">(.*?)</section>", Pattern.DOTALL)
			.matcher(html);
		assertThat(section.find()).as(id).isTrue();
		return section.group(1);
	}

	/** The text of markup without its white space between elements. */
	private static String text(String html) {
		return html.replaceAll("<[^>]*>", "").replaceAll("\\s*\n\\s*", "");
	}

	private static JsonNode data(String html) {
		Matcher data = Pattern.compile("<script type=\"application/json\" id=\"run\">(.*?)</script>", Pattern.DOTALL)
			.matcher(html);
		assertThat(data.find()).isTrue();
		return RunFolder.JSON.readTree(data.group(1));
	}

	/** The page without what its scripts, styles and licence texts say. */
	private static String markup(String html) {
		return html.replaceAll("(?s)(<(script|style|pre)[^>]*>).*?(</\\2>)", "$1$3");
	}

	/** As XML, which is stricter than a browser; void elements are closed for it. */
	private static Document parse(String html) throws Exception {
		String xml = html.replaceAll("(?s)(<(script|style)[^>]*>).*?(</\\2>)", "$1$3")
			.replaceFirst("<!DOCTYPE html>", "")
			.replaceAll("(<(meta|link)[^>]*[^/])>", "$1/>")
			.replaceAll(" hidden(?=[ >])", " hidden=\"\"");
		DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
		return factory.newDocumentBuilder().parse(new java.io.ByteArrayInputStream(xml.getBytes("UTF-8")));
	}

}
