package dev.marea.lab.load;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.Marea;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class RunCommandTests {

	private static final String HALF_A_SECOND = "constant:rate=40/s,for=500ms";

	@TempDir
	Path temporary;

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

	private @Nullable Exception failure;

	@Test
	void records_a_run_and_says_what_came_of_it() throws Exception {
		try (Stub stub = Stub.taking(Duration.ofMillis(5))) {
			assertThat(run(stub.url(), HALF_A_SECOND)).isZero();
			Run run = RunFolder.read(this.temporary.resolve("run"));
			assertThat(run.info().url()).isEqualTo(stub.url());
			assertThat(run.info().scenario()).isEqualTo("plain");
			assertThat(run.info().shape()).isEqualTo(HALF_A_SECOND);
			assertThat(run.info().command()).contains("--shape", HALF_A_SECOND);
			assertThat(run.seconds()).first().extracting(Second::done).isEqualTo(20);
			assertThat(run.summary()).isNotNull().satisfies((summary) -> {
				assertThat(summary.requests()).isEqualTo(20);
				assertThat(summary.dropped()).isZero();
				assertThat(summary.p50()).isGreaterThan(0.004);
				assertThat(summary.ready()).isNull();
			});
			assertThat(this.temporary.resolve("run/report.html")).isNotEmptyFile();
			assertThat(this.temporary.resolve("run/latency.hlog")).isNotEmptyFile();
			assertThat(printed()).contains("requests    20 ")
				.contains("dropped     0 ")
				.contains("report      ")
				.contains("  generator   started requests late by p50 ");
		}
	}

	@Test
	void exits_with_1_when_the_slo_that_was_given_is_broken() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		try (Stub stub = new Stub(0,
				(exchange) -> Stub.answer(exchange, (requests.getAndIncrement() % 2 == 0) ? 500 : 200, ""))) {
			assertThat(run(stub.url(), HALF_A_SECOND, "--slo", "p99=10s,errors=90%")).isZero();
			assertThat(run(stub.url(), HALF_A_SECOND, "--slo", "p99=10s,errors=5%", "--out",
					this.temporary.resolve("other").toString()))
				.as("also on a busy machine, which gives no answers of 500")
				.isEqualTo(1);
		}
	}

	@Test
	void says_what_failed_and_breaks_the_slo_only_if_one_was_given() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		try (Stub stub = new Stub(0,
				(exchange) -> Stub.answer(exchange, (requests.getAndIncrement() % 2 == 0) ? 503 : 200, ""))) {
			assertThat(run(stub.url(), HALF_A_SECOND)).isZero();
			assertThat(printed()).contains("  failed      10 × plain: status 503");
			assertThat(RunFolder.read(this.temporary.resolve("run")).summary()).isNotNull().satisfies((summary) -> {
				assertThat(summary.failures()).isEqualTo(Map.of("plain: status 503", 10L));
				assertThat(summary.droppedByRequest()).isEqualTo(Map.of("plain", 10L));
				assertThat(summary.lateness()).isNotNull();
			});
			assertThat(this.temporary.resolve("run/report.html")).content()
				.contains("plain: status 503", "started late by the generator");
			assertThat(run(stub.url(), HALF_A_SECOND, "--slo", "errors=5%", "--out",
					this.temporary.resolve("other").toString()))
				.isEqualTo(1);
		}
	}

	@Test
	void exits_with_1_when_every_request_failed() throws Exception {
		try (Stub stub = new Stub(0, (exchange) -> Stub.answer(exchange, 503, ""))) {
			assertThat(run(stub.url(), HALF_A_SECOND)).isEqualTo(1);
			assertThat(printed()).contains("  failed      20 × plain: status 503");
		}
	}

	@Test
	void exits_with_1_when_an_assertion_fails_and_says_which() throws Exception {
		try (Stub stub = Stub.taking(Duration.ofMillis(2))) {
			assertThat(run(stub.url(), HALF_A_SECOND, "--assert", "requests==20", "--assert", "max(plain)<=1ms",
					"--assert", "recover<=60s"))
				.isEqualTo(1);
			assertThat(printed()).contains("  assertion   held: requests==20; requests is 20")
				.contains("  assertion   failed: max(plain)<=1ms; max(plain) is ")
				.contains("  assertion   failed: recover<=60s; not measured: it did not occur");
			assertThat(this.temporary.resolve("run/summary.json")).content().contains("\"byRequest\"", "\"p95\"");
			assertThat(this.temporary.resolve("run/report.html")).content().contains("data-es=\"petición\"");
		}
	}

	@Test
	void prints_the_result_alone_on_standard_output_and_leaves_the_first_seconds_out() throws Exception {
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			assertThat(run(stub.url(), "constant:rate=40/s,for=1s", "--ignore-first", "500ms", "--format", "json",
					"--assert", "requests==20"))
				.isZero();
			JsonNode result = new JsonMapper().readTree(this.output.toByteArray());
			assertThat(result.path("summary").path("requests").asInt()).isEqualTo(20);
			assertThat(result.path("checks").path(0).path("outcome").asString()).isEqualTo("held");
			assertThat(this.errors.toString(StandardCharsets.UTF_8)).contains("requests    20 ");
			Run run = RunFolder.read(this.temporary.resolve("run"));
			assertThat(run.info().ignoreFirst()).isEqualTo(0.5);
			assertThat(run.seconds().stream().mapToInt(Second::done).sum()).isEqualTo(40);
		}
	}

	@Test
	void prints_nothing_but_the_result_if_it_is_quiet() throws Exception {
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			assertThat(run(stub.url(), HALF_A_SECOND, "--quiet")).isZero();
			assertThat(printed()).startsWith("\n  requests    20 ").contains("report      ");
			assertThat(this.errors.size()).isZero();
		}
	}

	@Test
	void gets_a_url_at_a_rate_without_a_scenario_and_records_no_secret() throws Exception {
		List<String> seen = new CopyOnWriteArrayList<>();
		try (Stub stub = new Stub(0, (exchange) -> {
			seen.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
			exchange.getResponseHeaders().add("X-Instance", "one");
			Stub.answer(exchange, 200, "");
		})) {
			assertThat(execute("--url", stub.url() + "/products?limit=5", "--rate", "40/s", "--for", "500ms",
					"--header", "Authorization: Bearer s3cret", "--service-header", "X-Instance", "--assert",
					"dropped(GET /products)==0", "--out", this.temporary.resolve("run").toString()))
				.isZero();
			assertThat(this.failure).isNull();
			assertThat(seen).hasSize(20).containsOnly("/products?limit=5 Bearer s3cret");
			Run run = RunFolder.read(this.temporary.resolve("run"));
			assertThat(run.events()).extracting(Event::instance).contains("one");
			assertThat(run.info().command()).contains("--header", "(not recorded)");
			assertThat(this.temporary.resolve("run/run.json")).content().doesNotContain("s3cret");
			assertThat(this.temporary.resolve("run/report.html")).content().doesNotContain("s3cret");
		}
	}

	@Test
	void ends_after_so_many_requests() throws Exception {
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			assertThat(run(stub.url(), "constant:rate=100/s,for=1s", "--requests", "7")).isZero();
			Summary summary = RunFolder.read(this.temporary.resolve("run")).summary();
			assertThat(summary).isNotNull().extracting(Summary::requests).isEqualTo(7L);
			assertThat(stub.requests()).isEqualTo(7);
		}
	}

	@Test
	void a_service_that_is_not_there_fails_in_the_setup_with_a_sentence() throws Exception {
		String url;
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			url = stub.url();
		}
		Path scenario = Files.writeString(this.temporary.resolve("needy.yaml"), """
				setup: [{ name: login, path: /login }]
				requests: [{ name: plain, path: / }]
				""");
		execute("--url", url, "--shape", HALF_A_SECOND, "--scenario", scenario.toString(), "--out",
				this.temporary.resolve("run").toString());
		assertThat(this.failure).isInstanceOf(Failure.class)
			.hasMessage("The setup of the scenario needy failed: 'login', GET /login: connection refused.");
		assertThat(this.temporary.resolve("run")).doesNotExist();
	}

	@Test
	void begins_when_a_service_answers_that_is_still_starting() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		try (Stub stub = new Stub(0,
				(exchange) -> Stub.answer(exchange, (requests.incrementAndGet() <= 2) ? 503 : 200, "{}"))) {
			assertThat(run(stub.url(), HALF_A_SECOND, "--await", "1m")).isZero();
			Summary summary = RunFolder.read(this.temporary.resolve("run")).summary();
			assertThat(summary).isNotNull();
			assertThat(summary.requests()).isEqualTo(20);
			assertThat(summary.dropped()).isZero();
			assertThat(requests).hasValue(3 + 20);
		}
	}

	@Test
	void does_not_begin_where_a_service_does_not_answer_in_time() throws Exception {
		try (Stub stub = new Stub(0, (exchange) -> Stub.answer(exchange, 503, ""))) {
			execute("--url", stub.url(), "--shape", HALF_A_SECOND, "--scenario", plain().toString(), "--out",
					this.temporary.resolve("run").toString(), "--await", "1ms");
			assertThat(this.failure).isInstanceOf(Failure.class)
				.hasMessage("The first request failed: 'plain', GET /: status 503.");
			assertThat(this.temporary.resolve("run")).doesNotExist();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			--url=http://192.0.2.1 | 192.0.2.1 is not this machine; to send load to it, give --allow-remote 192.0.2.1.
			--url=127.0.0.1        | '127.0.0.1' is no URL such as http://127.0.0.1:8080.
			--shape=constant       | The shape 'constant' has no rate=.
			--for=soon             | --for is 'soon', which is no duration such as 300ms, 60s or 2m30s.
			--for=0s               | --for must be at least 1ms.
			--for=99999999h        | --for is '99999999h', but 366 days are the most.
			--url=http://127.0.0.1:99999 | The port of 'http://127.0.0.1:99999' is 99999; it must be 1 to 65535.
			--slo=errors=1         | errors of the SLO is '1'; above 0.05 it needs a percent sign: write 1% or 100%.
			--await=0s             | --await must be at least 1ms.
			--slo=fast             | The SLO 'fast' is not understood; it reads like p99=300ms,errors=0.1%.
			--await=soon           | --await is 'soon', which is no duration such as 300ms, 60s or 2m30s.
			--timeout=0s           | --timeout must be at least 1ms.
			--max-in-flight=0      | --max-in-flight must be at least 1.
			--ignore-first=500ms   | --ignore-first is '500ms', but the run lasts only 0.5 s.
			--assert=p95(x)<=1s    | --assert 'p95(x)<=1s' names the request 'x', but the load has plain.
			--rate=5/s             | Either --rate or --shape is needed, for example --rate 50/s --for 60s.
			--cacert=/no/ca.pem    | /no/ca.pem cannot be read: there is no such file, or this user may not read it.
			--key=/no/key.pem      | --key is given without --cert.
			--service-header=a:b   | --service-header 'a:b' is no name of a header.
			--requests=0           | --requests must be at least 1.
			""")
	void refuses_bad_usage_with_a_sentence(String argument, String complaint) throws Exception {
		List<String> arguments = new ArrayList<>(
				List.of("--url=http://127.0.0.1:1", "--shape=" + HALF_A_SECOND, "--scenario=" + plain(), argument));
		arguments.removeIf((given) -> given != argument && given.startsWith(argument.replaceFirst("=.*", "=")));
		execute(arguments.toArray(String[]::new));
		assertThat(this.failure).isInstanceOf(UsageError.class).hasMessage(complaint);
	}

	@Test
	void is_a_command_of_marea_whose_bad_usage_is_one_line_and_exit_code_2() {
		StringWriter err = new StringWriter();
		int code = Marea.commandLine()
			.setErr(new PrintWriter(err))
			.execute("run", "--url", "http://127.0.0.1:1", "--for", "60s");
		assertThat(code).isEqualTo(2);
		assertThat(err.toString()).isEqualTo(
				"marea run: Either --rate or --shape is needed, for example --rate 50/s --for 60s.\nTry './marea run --help'.\n");
	}

	@Test
	void mixes_with_nothing_and_sends_nothing_where_the_folder_is_not_empty() throws Exception {
		Path folder = Files.createDirectory(this.temporary.resolve("run"));
		Path mine = Files.writeString(folder.resolve("report.html"), "mine");
		try (Stub stub = Stub.taking(Duration.ZERO)) {
			execute("--url", stub.url(), "--shape", HALF_A_SECOND, "--scenario", plain().toString(), "--out",
					folder.toString());
			assertThat(this.failure).isInstanceOf(UsageError.class)
				.hasMessage(folder + " is not empty; give a new folder.");
			assertThat(folder).isDirectoryContaining(mine::equals);
			assertThat(folder.toFile().list()).hasSize(1);
			assertThat(stub.requests()).isZero();
		}
	}

	@Test
	void counts_requests_as_failed_for_which_every_pool_is_empty() throws Exception {
		Path scenario = Files.writeString(this.temporary.resolve("taking.yaml"), """
				setup: [{ name: make, path: /, capture: [{ into: things, each: "$.ids[*]", fields: { id: $ } }] }]
				requests: [{ name: drop, path: "/${t.id}", take: { t: things } }]
				""");
		try (Stub stub = new Stub(0, (exchange) -> Stub.answer(exchange, 200, "{\"ids\":[1,2,3]}"))) {
			assertThat(execute("--url", stub.url(), "--shape", HALF_A_SECOND, "--scenario", scenario.toString(),
					"--out", this.temporary.resolve("run").toString()))
				.isZero();
			assertThat(this.failure).isNull();
			assertThat(printed())
				.contains("failed      17 × drop: not sent: every request draws from a pool that is empty");
			assertThat(stub.requests()).isEqualTo(1 + 3);
		}
	}

	@Test
	void counts_a_request_that_cannot_be_made_of_what_was_filled_in() throws Exception {
		Path scenario = Files.writeString(this.temporary.resolve("odd.yaml"),
				"""
						setup: [{ name: make, path: /, capture: [{ into: types, fields: { type: $.type } }] }]
						requests:
						  - { name: post, path: /, method: POST, use: { t: types }, body: x, headers: { Content-Type: "${t.type}" } }
						""");
		try (Stub stub = new Stub(0,
				(exchange) -> Stub.answer(exchange, 200, "{\"type\":\"text/plain;charset=nope\"}"))) {
			assertThat(execute("--url", stub.url(), "--shape", HALF_A_SECOND, "--scenario", scenario.toString(),
					"--out", this.temporary.resolve("run").toString()))
				.isEqualTo(1);
			assertThat(this.failure).isNull();
			assertThat(printed()).contains("failed      20 × post: the lab failed: UnsupportedCharsetException");
		}
	}

	private int run(String url, String shape, String... more) throws Exception {
		List<String> arguments = new ArrayList<>(
				List.of("--url", url, "--shape", shape, "--scenario", plain().toString()));
		if (!List.of(more).contains("--out")) {
			arguments.addAll(List.of("--out", this.temporary.resolve("run").toString()));
		}
		arguments.addAll(List.of(more));
		int code = execute(arguments.toArray(String[]::new));
		assertThat(this.failure).isNull();
		return code;
	}

	private int execute(String... arguments) {
		RunCommand command = new RunCommand(new PrintStream(this.output, true, StandardCharsets.UTF_8),
				new PrintStream(this.errors, true, StandardCharsets.UTF_8));
		return new CommandLine(command).setExecutionExceptionHandler((failure, line, result) -> {
			this.failure = failure;
			return 9;
		}).execute(arguments);
	}

	private Path plain() throws Exception {
		return Files.writeString(this.temporary.resolve("plain.yaml"), "requests: [{ name: plain, path: / }]");
	}

	private String printed() {
		return this.output.toString(StandardCharsets.UTF_8);
	}

}
