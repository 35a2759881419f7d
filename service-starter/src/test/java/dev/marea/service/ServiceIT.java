package dev.marea.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.marea.service.drain.Draining;
import dev.marea.service.identity.AccessRules;
import dev.marea.service.problem.ProblemException;
import dev.marea.service.test.TestIdentity;
import dev.marea.service.test.TestTokens;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests the HTTP behaviour of a service that consists of the starter and one controller.
 * The tests share one service, except those that count its requests, fill its permits or
 * end it.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceIT {

	private static ServletWebServerApplicationContext shared;

	private final HttpClient http = HttpClient.newHttpClient();

	private ServletWebServerApplicationContext service = shared;

	@BeforeAll
	static void start() {
		shared = service("0s");
	}

	@AfterAll
	static void stop() {
		shared.close();
	}

	@AfterEach
	void stopOwn() {
		if (this.service != shared) {
			this.service.close();
		}
	}

	@Test
	void names_the_instance_on_every_answer() {
		for (String path : List.of("/open", "/closed", "/nowhere", "/broken")) {
			assertThat(get(path).headers().allValues("Served-By")).as(path).containsExactly("me-1");
		}
	}

	@Test
	void answers_every_error_with_a_problem_detail() {
		assertProblem(get("/closed"), 401, "unauthorized");
		assertProblem(get("/short"), 409, "insufficient-stock");
		assertProblem(get("/open?count=many"), 400, "invalid-request");
		assertProblem(get("/open?count=1%002"), 400, "invalid-request");
		assertProblem(get("/a//b"), 400, "invalid-request");
		assertProblem(get("/open?count=%ff"), 400, "invalid-request");
		assertProblem(get("/open", "Accept", "nonsense"), 406, "not-acceptable");
		assertProblem(get("/short", "Accept", "nonsense"), 409, "insufficient-stock");
		HttpResponse<String> broken = get("/broken");
		assertProblem(broken, 500, "internal");
		assertThat(broken.body()).doesNotContain("secret");
	}

	@Test
	void names_the_parameter_of_another_type_without_its_value() {
		assertThat(get("/open?count=many").body())
			.contains("\"errors\":[{\"field\":\"count\",\"detail\":\"must be a number\"}]")
			.doesNotContain("many");
	}

	@Test
	void answers_with_a_problem_what_tomcat_itself_refuses() throws IOException {
		String answer = raw("GET /open?q=<script> HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400")
			.contains("Content-Type: application/problem+json")
			.contains("https://marea.dev/problems/invalid-request");
	}

	@Test
	void says_what_of_a_request_is_too_long() throws IOException {
		String end = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
		assertRawProblem(raw("GET /open?q=" + "x".repeat(9_000) + end + "\r\n"), 414, "uri-too-long");
		assertRawProblem(raw("GET /open" + end + "X-Long: " + "x".repeat(9_000) + "\r\n\r\n"), 431,
				"headers-too-large");
		assertRawProblem(raw("GET /open" + end + "X-Short: 1\r\n".repeat(800) + "\r\n"), 431, "headers-too-large");
		assertThat(raw("GET /open?q=" + "x".repeat(6_000) + end + "\r\n")).startsWith("HTTP/1.1 200");
	}

	@Test
	void says_that_a_method_is_not_implemented() throws IOException {
		for (String method : List.of("BREW", "PROPFIND", "get")) {
			String answer = raw(method + " /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			assertRawProblem(answer, 501, "not-implemented");
			assertThat(answer).doesNotContain("Allow:");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRACE", "QUERY" })
	void answers_with_the_methods_of_the_resource_and_never_echoes(String method) throws IOException {
		String end = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Secret: 42\r\n\r\n";
		String answer = raw(method + " /open" + end);
		assertRawProblem(answer, 405, "method-not-allowed");
		String allow = answer.lines().filter((line) -> line.startsWith("Allow: ")).findFirst().orElseThrow();
		assertThat(allow.substring("Allow: ".length()).split(",\\s*")).containsExactlyInAnyOrder("GET", "HEAD",
				"OPTIONS");
		assertThat(answer).doesNotContain("X-Secret");
		for (String refused : List.of("/closed", "/nowhere", "/a//b", "/open?q=<script>")) {
			assertThat(raw(method + " " + refused + end)).as(refused)
				.matches("(?s)HTTP/1.1 40[014] .*application/problem\\+json.*")
				.doesNotContain("X-Secret");
		}
	}

	@Test
	void says_which_methods_are_allowed() {
		HttpResponse<String> answer = send(HttpRequest.newBuilder(request("/open"), (name, value) -> true)
			.method("DELETE", HttpRequest.BodyPublishers.noBody())
			.build());
		assertProblem(answer, 405, "method-not-allowed");
		List<String> allowed = List.of(answer.headers().firstValue("Allow").orElse("").split(",\\s*"));
		assertThat(allowed).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
		for (String method : List.of("GET", "HEAD", "OPTIONS")) {
			assertThat(send(HttpRequest.newBuilder(request("/open"), (name, value) -> true)
				.method(method, HttpRequest.BodyPublishers.noBody())
				.build()).statusCode()).as(method).isEqualTo(200);
		}
	}

	/**
	 * An answer of HTTP/0.9 has no status, so callers would take an error for the
	 * document.
	 */
	@Test
	void answers_no_document_to_HTTP_0_9() throws IOException {
		for (String start : List.of("GET /open\r\n", "GET /open\r\n\r\n", "GET /closed\r\n")) {
			assertThat(raw(start)).as(start).contains("problems/http-version-not-supported");
		}
		assertRawProblem(raw("GET /open HTTP/3.1\r\nHost: localhost\r\n\r\n"), 505, "http-version-not-supported");
		assertThat(raw("GET /open HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
	}

	/** Tomcat itself refuses a target whose authority differs from the Host header. */
	@Test
	void takes_no_host_from_the_caller_into_an_answer() throws IOException {
		for (String target : List.of("/open", "/short", "/nowhere", "http://evil.example/open",
				"http://evil.example/short", "http://localhost/open", "/closed",
				"/.well-known/oauth-protected-resource")) {
			String answer = raw("GET " + target + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
			assertThat(answer).as(target).doesNotContain("evil.example").doesNotStartWith("HTTP/1.1 5");
		}
		assertThat(raw("GET http://localhost/open HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 400")
			.contains("problems/invalid-request");
		assertThat(raw("GET http://localhost/open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 200");
	}

	@Test
	void challenges_a_caller_without_a_valid_token() {
		assertThat(get("/closed").headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
		assertThat(get("/closed", "Authorization", "Bearer nonsense").headers().allValues("WWW-Authenticate"))
			.singleElement()
			.asString()
			.startsWith("Bearer error=\"invalid_token\", error_description=")
			.endsWith("\"")
			.doesNotContain("resource_metadata");
	}

	@Test
	void does_not_repeat_the_path_in_a_problem() throws IOException {
		for (String path : List.of("/nowhere/secret", "/secret;a=b", "/open/secret", "/short?secret")) {
			assertThat(get(path).body()).as(path).contains("problems/").doesNotContain("secret", "instance");
		}
		assertThat(get("/short").body()).doesNotContain("instance");
	}

	@Test
	void refuses_parameters_that_cannot_be_decoded() throws IOException {
		for (String query : List.of("count=%", "count=%ZZ", "count=%FF%FE")) {
			String answer = raw("GET /open?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			assertThat(answer).as(query)
				.startsWith("HTTP/1.1 400")
				.contains("https://marea.dev/problems/invalid-request");
		}
	}

	@Test
	void accepts_its_trusted_keys_and_nothing_else() {
		String token = TestTokens.bearer("ana", "some:scope");
		assertThat(get("/closed", "Authorization", token).statusCode()).isEqualTo(200);
		assertProblem(get("/closed", "Authorization", token + "x"), 401, "unauthorized");
		assertProblem(get("/scoped", "Authorization", token), 403, "forbidden");
		String stale = TestTokens.bearer(Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)), "ana");
		assertProblem(get("/closed", "Authorization", stale), 401, "unauthorized");
	}

	@Test
	void serves_so_many_at_once_lets_a_few_wait_and_refuses_the_rest() {
		this.service = service("0s");
		List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 12)
			.mapToObj((index) -> this.http.sendAsync(request("/slow"), HttpResponse.BodyHandlers.ofString()))
			.toList();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 8);
		this.service.getBean(ProbeService.class).slow.countDown();
		List<HttpResponse<String>> all = answers.stream().map(CompletableFuture::join).toList();
		assertThat(all).filteredOn((answer) -> answer.statusCode() == 200).hasSize(4);
		assertThat(all).filteredOn((answer) -> answer.statusCode() == 503).hasSize(8).allSatisfy((answer) -> {
			assertProblem(answer, 503, "overloaded");
			assertThat(answer.headers().firstValue("Retry-After")).contains("1");
		});
	}

	@Test
	void counts_from_zero_what_it_serves_and_refuses_but_not_its_own_warm_up() {
		this.service = service("0s");
		assertThat(metrics()).contains("method=\"GET\",status=\"200\"} 0.0")
			.contains("method=\"GET\",status=\"503\"} 0.0")
			.contains("method=\"POST\",status=\"503\"} 0.0");
		get("/open");
		get("/nowhere");
		assertThat(metrics()).contains("marea_requests_total{application=\"probe\",method=\"GET\",status=\"200\"} 1.0")
			.contains("status=\"401\"} 1.0")
			.contains("marea_requests_in_flight{application=\"probe\"} 0.0");
		assertThat(this.service.getBean(ProbeService.class).warmedUp).isEqualTo(3);
	}

	@Test
	void has_three_probes_on_the_management_port_alone() {
		for (String probe : List.of("startup", "liveness", "readiness")) {
			assertThat(management("/actuator/health/" + probe).statusCode()).as(probe).isEqualTo(200);
		}
		assertThat(get("/actuator/health").statusCode()).isEqualTo(401);
	}

	@Test
	void announces_no_draining_while_it_is_ready() {
		HttpResponse<String> answer = get("/open");
		assertThat(answer.headers().firstValue("Instance-Draining")).isEmpty();
		assertThat(answer.headers().firstValue("Connection").orElse("")).isNotEqualToIgnoringCase("close");
	}

	@Test
	void goes_on_serving_while_it_drains_and_asks_callers_to_leave(CapturedOutput output) {
		// Longer than the requests below take on a busy machine.
		this.service = service("8s");
		int port = this.service.getWebServer().getPort();
		Thread.ofVirtual().start(this.service::close);
		Awaitility.await().until(this.service.getBean(Draining.class)::isDraining);
		assertThat(management("/actuator/health/readiness").statusCode()).isEqualTo(503);
		assertThat(management("/actuator/health/liveness").statusCode()).isEqualTo(200);
		HttpResponse<String> answer = get("/open");
		assertThat(answer.statusCode()).isEqualTo(200);
		for (HttpResponse<String> any : List.of(answer, get("/closed"), get("/short"), get("/broken"))) {
			assertThat(any.headers().allValues("Instance-Draining")).as(any.body()).containsExactly("true");
			assertThat(any.headers().firstValue("Connection")).as(any.body()).contains("close");
		}
		assertThat(output.getOut().lines()).as("trace id of a request while the instance drains")
			.anyMatch((line) -> line.matches(".* [0-9a-f]{32} .*Request failed: uri=/broken"));
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !accepts(port));
	}

	@Test
	void does_not_start_with_HTTP_2_which_would_escape_the_bounds_on_slow_clients() {
		assertThatThrownBy(() -> service("0s", "--server.http2.enabled=true"))
			.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
			.hasStackTraceContaining("server.http2.enabled");
	}

	/** An acceptor at its maximum of connections stands for one without CPU. */
	@Test
	void loses_no_connection_of_a_burst_while_none_is_accepted() throws IOException {
		this.service = service("0s", "--server.tomcat.max-connections=1");
		List<Socket> burst = new ArrayList<>();
		try {
			for (int i = 0; i < 500; i++) {
				Socket socket = new Socket();
				burst.add(socket);
				// Longer than the kernel's first two retries, after 1 s and 3 s.
				socket.connect(
						new InetSocketAddress(InetAddress.getLoopbackAddress(), this.service.getWebServer().getPort()),
						10_000);
			}
		}
		finally {
			for (Socket socket : burst) {
				socket.close();
			}
		}
	}

	private static boolean accepts(int port) {
		try (Socket socket = new Socket("localhost", port)) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private String metrics() {
		return management("/actuator/prometheus").body();
	}

	private HttpResponse<String> management(String path) {
		String port = this.service.getEnvironment().getProperty("local.management.port");
		return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build());
	}

	private HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(request(path), (name, value) -> true);
		return send((headers.length > 0) ? request.headers(headers).build() : request.build());
	}

	private HttpRequest request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.service.getWebServer().getPort() + path))
			.build();
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private String raw(String request) throws IOException {
		try (Socket socket = new Socket("localhost", this.service.getWebServer().getPort())) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
				.readAllAsString();
		}
	}

	private static void assertRawProblem(String answer, int status, String slug) {
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ")
			.contains("Content-Type: application/problem+json", "https://marea.dev/problems/" + slug);
	}

	private static void assertProblem(HttpResponse<String> answer, int status, String slug) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(answer.body()).contains("\"type\":\"https://marea.dev/problems/" + slug + "\"");
	}

	private static ServletWebServerApplicationContext service(String drainDelay, String... more) {
		SpringApplication application = new SpringApplication(ProbeService.class);
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(List.of("--spring.application.name=probe", "--server.port=0", "--management.server.port=0",
				"--marea.instance=me-1", "--marea.drain-delay=" + drainDelay, "--marea.capacity.concurrency=2",
				"--marea.capacity.queue=2", "--marea.capacity.queue-timeout=60s", "--marea.warm-up.paths=/warm",
				"--marea.warm-up.rounds=3", "--marea.identity.public-keys=" + TestIdentity.publicKey(),
				"--spring.autoconfigure.exclude="
						+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"));
		return (ServletWebServerApplicationContext) application.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class ProbeService {

		private final CountDownLatch slow = new CountDownLatch(1);

		private volatile int warmedUp;

		@Bean
		AccessRules rules() {
			return (requests) -> {
				requests.requestMatchers("/closed").authenticated();
				requests.requestMatchers("/scoped").hasAuthority("SCOPE_other:scope");
				requests.requestMatchers("/open", "/slow", "/warm", "/short", "/broken", "/a/**").permitAll();
			};
		}

		@GetMapping("/open")
		String open(@RequestParam(defaultValue = "1") int count) {
			return "open";
		}

		@GetMapping({ "/closed", "/scoped" })
		String closed() {
			return "closed";
		}

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			this.slow.await();
			return "slow";
		}

		@GetMapping("/warm")
		String warm() {
			this.warmedUp++;
			return "warm";
		}

		@GetMapping("/short")
		String tooShort() {
			throw new ProblemException(HttpStatus.CONFLICT, "insufficient-stock", "There is not enough.").with("short",
					List.of("TEA-001"));
		}

		@GetMapping("/broken")
		String broken() {
			throw new IllegalStateException("secret of the inside");
		}

	}

}
