package dev.marea.lab.replay;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpServer;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.scenario.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReplayCommandTests {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static final long START = 1_792_889_990L;

	@TempDir
	Path temporary;

	/** Requests that arrived, by method and path. */
	private final Map<String, Integer> arrived = new ConcurrentSkipListMap<>();

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private HttpServer server;

	private @Nullable Exception failure;

	@BeforeEach
	void start() throws Exception {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			this.arrived.merge(exchange.getRequestMethod() + " " + exchange.getRequestURI(), 1, Integer::sum);
			exchange.sendResponseHeaders(404, -1);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void sends_rates_and_paths_and_leaves_out_what_is_no_request() throws Exception {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			lines.add(line(i, "GET", "/products/" + i + "?t=" + (START + i)));
		}
		// Out of order within the window, a gap of 20 s, a burst.
		Collections.swap(lines, 3, 9);
		for (int i = 0; i < 60; i++) {
			lines.add(line(60, "HEAD", "//evil.example/head"));
		}
		lines.add(line(60, "POST", "/orders"));
		lines.add("not a request \u001b[31m");
		lines.add("");
		lines.add(line(-30, "GET", "/too-late"));
		Path log = this.temporary.resolve("access.log.gz");
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(log))) {
			out.write((String.join("\r\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
		}
		assertThat(replay(log, "--speed", "60x", "--scale", "2", "--assert", "requests==200", "--assert",
				"requests(HEAD //evil.example/head)==120"))
			.isZero();
		assertThat(this.failure).isNull();
		assertThat(this.arrived).hasSize(41)
			.containsEntry("HEAD //evil.example/head", 120)
			.containsEntry("GET /products/7?t=" + (START + 7), 2);
		assertThat(this.output.toString(StandardCharsets.UTF_8))
			.contains("103 lines were read; 100 requests over 61 s of the log are replayed.")
			.contains("Requests of other methods, left out: 1.")
			.contains("Requests more than 60 s out of order, left out: 1.")
			.contains("Lines that are no request: 1; the first is " + log + " line 102: 'not a request ?[31m'.");
		Run run = RunFolder.read(this.temporary.resolve("run"));
		assertThat(run.summary()).isNotNull()
			.satisfies((summary) -> assertThat(summary.byRequest()).containsKeys("GET /products/*"));
		assertThat(run.seconds().stream().mapToDouble((second) -> second.offered()).sum()).isEqualTo(200);
	}

	@Test
	void reads_the_oldest_log_first_whatever_the_order_on_the_command_line() throws Exception {
		List<String> today = new ArrayList<>();
		List<String> yesterday = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			yesterday.add(line(i, "GET", "/yesterday"));
			today.add(line(200 + i, "GET", "/today"));
		}
		Path newer = Files.write(this.temporary.resolve("access.log"), today);
		Path older = Files.write(this.temporary.resolve("access.log.1"), yesterday);
		assertThat(replay(newer, older.toString(), "--speed", "100x")).isZero();
		assertThat(this.failure).isNull();
		assertThat(this.arrived).containsEntry("GET /yesterday", 50).containsEntry("GET /today", 50);
	}

	@Test
	void refuses_logs_of_several_servers_that_are_not_merged() throws Exception {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < 1200; i++) {
			lines.add(line(i, "GET", "/x"));
		}
		Path first = Files.write(this.temporary.resolve("node-1.log"), lines);
		Path second = Files.write(this.temporary.resolve("node-2.log"), lines);
		replay(first, second.toString());
		assertThat(this.failure).isInstanceOf(UsageError.class)
			.hasMessage(
					"1,139 of 2,400 requests are more than 60 s out of order; merge logs of several servers by time.");
		assertThat(this.arrived).isEmpty();
	}

	@Test
	void replays_methods_with_a_body_only_if_they_are_named() throws Exception {
		Path log = Files.writeString(this.temporary.resolve("a.log"),
				line(0, "POST", "/orders") + "\n" + line(0, "GET", "/x") + "\n");
		assertThat(replay(log, "--methods", "post")).isZero();
		assertThat(this.arrived).containsOnlyKeys("POST /orders");
	}

	@Test
	void says_what_it_cannot_replay_in_one_sentence() throws Exception {
		Path csv = Files.writeString(this.temporary.resolve("t.csv"), "second,requests\n0,1\n");
		replay(csv);
		assertThat(this.failure).isInstanceOf(UsageError.class)
			.hasMessage("No line is a request of a common, combined, nginx JSON or ALB log; the first is %s line 1: "
					+ "'second,requests'. For CSV use run --shape trace:FILE.", csv);
		replay(this.temporary.resolve("none.log"));
		assertThat(this.failure).hasMessage("%s cannot be read: there is no such file, or this user may not read it.",
				this.temporary.resolve("none.log"));
		replay(csv, "--speed", "fast");
		assertThat(this.failure).hasMessage("--speed is 'fast', which is no factor such as 60 or 0.5.");
		Path years = Files.writeString(this.temporary.resolve("y.log"),
				line(0, "GET", "/") + "\n" + line(100 * 86_400, "GET", "/") + "\n");
		replay(years);
		assertThat(this.failure)
			.hasMessage("%s line 2: the request is 100 days after the first; at most 31 days can be replayed.", years);
		Path posts = Files.writeString(this.temporary.resolve("p.log"), line(0, "POST", "/") + "\n");
		replay(posts);
		assertThat(this.failure)
			.hasMessage("The log has only requests of other methods; --methods names those that are replayed.");
	}

	@Test
	void hands_out_calls_in_the_order_of_the_schedule_with_the_counts_of_each_second() throws Exception {
		RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
		List<String> lines = new ArrayList<>();
		int[] counts = new int[200];
		for (int i = 0; i < 5000; i++) {
			int second = Math.clamp(i / 25 - random.nextInt(40), 0, 199);
			counts[second]++;
			lines.add(line(second, "GET", "/s/" + second));
		}
		List<Path> log = List.of(Files.write(this.temporary.resolve("a.log"), lines));
		Set<String> methods = Set.of("GET");
		LogProfile profile = LogProfile.of(log, methods);
		assertThat(profile.counts()).isEqualTo(Arrays.copyOfRange(counts, (int) (profile.first() - START),
				(int) (profile.first() - START) + profile.counts().length));
		double scale = 0.3;
		LogSchedule schedule = new LogSchedule(profile.counts(), 10, scale, Double.POSITIVE_INFINITY, Long.MAX_VALUE);
		Map<Integer, Integer> sent = new TreeMap<>();
		try (LogCalls calls = new LogCalls(profile, new LogReader(log, methods), scale, Headers.NONE)) {
			double last = -1;
			for (var arrivals = schedule.arrivals(); arrivals.hasNext();) {
				double at = arrivals.nextDouble();
				assertThat(at).isGreaterThan(last);
				last = at;
				int second = (int) (at * 10) + (int) (profile.first() - START);
				assertThat(calls.next().path()).isEqualTo("/s/" + second);
				sent.merge(second, 1, Integer::sum);
			}
		}
		assertThat(sent.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1500);
		assertThat(schedule.duration()).isEqualTo(profile.counts().length / 10.0);
	}

	@Test
	void bounds_rate_and_duration() {
		int[] counts = { 3, 0, 1 };
		assertThat(times(new LogSchedule(counts, 1, 1, Double.POSITIVE_INFINITY, 9))).containsExactly(0.5 / 3, 0.5,
				2.5 / 3, 2.5);
		assertThat(times(new LogSchedule(counts, 2, 1, 1, 9))).hasSize(3);
		assertThat(times(new LogSchedule(counts, 2, 1, 9, 2))).hasSize(2);
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> new LogSchedule(counts, 100_000, 1, 9, 9))
			.withMessage("The busiest second of the log would be replayed at 300,000/s, but 100,000/s is the most.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> new LogSchedule(counts, 1, 0.1, 9, 9))
			.withMessage("--scale leaves no request of the log.");
	}

	private static double[] times(LogSchedule schedule) {
		DoubleStream.Builder times = DoubleStream.builder();
		schedule.arrivals().forEachRemaining((DoubleConsumer) times::add);
		return times.build().toArray();
	}

	private static String line(int second, String method, String path) {
		return "192.0.2.1 - - [%s] \"%s %s HTTP/1.1\" 200 5 \"-\" \"agent\""
			.formatted(TIME.format(Instant.ofEpochSecond(START + second)), method, path);
	}

	private int replay(Path log, String... more) throws Exception {
		List<String> arguments = new ArrayList<>(
				List.of(log.toString(), "--url", "http://127.0.0.1:" + this.server.getAddress().getPort(), "--out",
						this.temporary.resolve("run").toString()));
		arguments.addAll(List.of(more));
		PrintStream stream = new PrintStream(this.output, true, StandardCharsets.UTF_8);
		return new CommandLine(new ReplayCommand(stream, stream))
			.setExecutionExceptionHandler((failure, line, result) -> {
				this.failure = failure;
				return 9;
			})
			.execute(arguments.toArray(String[]::new));
	}

}
