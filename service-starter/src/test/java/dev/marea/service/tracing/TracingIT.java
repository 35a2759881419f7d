package dev.marea.service.tracing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import dev.marea.service.identity.AccessRules;
import dev.marea.service.test.SpanReceiver;
import dev.marea.service.test.SpanReceiver.Received;
import dev.marea.service.test.TestIdentity;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests the traces of a service that consists of the starter and one controller, which
 * calls itself.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingIT {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static SpanReceiver receiver;

	private static ServletWebServerApplicationContext service;

	@BeforeAll
	static void start() {
		startLoggingAnew();
		receiver = new SpanReceiver();
		service = service("--management.opentelemetry.tracing.export.otlp.endpoint=" + receiver.endpoint(),
				"--management.opentelemetry.tracing.export.schedule-delay=50ms",
				"--management.tracing.sampling.probability=1");
	}

	@AfterAll
	static void stop() {
		service.close();
		receiver.close();
		System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
		startLoggingAnew();
	}

	/** Resets logging; otherwise the JVM's first application determines the format. */
	private static void startLoggingAnew() {
		LoggingSystem.get(TracingIT.class.getClassLoader()).cleanUp();
	}

	@Test
	void joins_caller_and_called_in_one_trace_whose_id_is_in_the_log(CapturedOutput output) {
		assertThat(get(service, "/outer").statusCode()).isEqualTo(200);
		Received outer = receiver.await((span) -> span.kind().equals("SERVER") && span.name().endsWith("/outer"));
		Received call = receiver.await((span) -> span.kind().equals("CLIENT") && span.isChildOf(outer));
		Received inner = receiver.await((span) -> span.kind().equals("SERVER") && span.isChildOf(call));
		assertThat(outer.parent()).isEmpty();
		assertThat(inner.service()).isEqualTo("traced");
		String line = output.getOut()
			.lines()
			.filter((log) -> log.contains("inner was called"))
			.findFirst()
			.orElseThrow();
		assertThat(json(line).path("traceId").asString()).isEqualTo(outer.trace());
	}

	@Test
	void tells_the_trace_id_in_every_problem() {
		for (String path : List.of("/broken", "/nowhere", "/closed", "/a//b")) {
			HttpResponse<String> problem = get(service, path, "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-00");
			assertThat(problem.statusCode()).as(path).isGreaterThanOrEqualTo(400);
			assertThat(json(problem.body()).path("traceId").asString()).as(path).isEqualTo(TRACE);
		}
		assertThat(receiver.spans()).noneMatch((span) -> span.trace().equals(TRACE));
	}

	@Test
	void gives_its_buckets_exemplars() {
		get(service, "/outer");
		await().untilAsserted(() -> {
			String meters = send(service.getEnvironment().getProperty("local.management.port", Integer.class),
					"/actuator/prometheus", "Accept", "application/openmetrics-text; version=1.0.0")
				.body();
			assertThat(meters.lines()).anyMatch((line) -> line.startsWith("http_server_requests_seconds_bucket")
					&& line.contains("# {") && line.contains("trace_id="));
		});
	}

	@Test
	void samples_no_warm_up() {
		get(service, "/outer");
		Received outer = receiver.await((span) -> span.name().endsWith("/outer"));
		assertThat(outer.attributes()).containsEntry("uri", "/outer");
		assertThat(receiver.spans()).noneMatch((span) -> span.name().endsWith("/warm"));
	}

	@Test
	void neither_starts_a_thread_nor_samples_without_an_endpoint_and_has_trace_ids_all_the_same() {
		List<String> before = exportThreads();
		try (ServletWebServerApplicationContext off = service("--management.tracing.sampling.probability=1")) {
			JsonNode problem = json(get(off, "/broken").body());
			assertThat(problem.path("traceId").asString()).matches("[0-9a-f]{32}");
			assertThat(get(off, "/header", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01").body())
				.matches("00-" + TRACE + "-[0-9a-f]{16}-0[02]");
			assertThat(exportThreads()).isEqualTo(before);
		}
	}

	private static List<String> exportThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("Batch") || name.contains("otlp") || name.contains("OTLP"))
			.sorted()
			.toList();
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

	private static HttpResponse<String> get(ServletWebServerApplicationContext service, String path,
			String... headers) {
		return send(service.getWebServer().getPort(), path, headers);
	}

	private static HttpResponse<String> send(int port, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
		try {
			return HTTP.send((headers.length > 0) ? request.headers(headers).build() : request.build(),
					BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static ServletWebServerApplicationContext service(String... more) {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(List.of("--spring.application.name=traced", "--server.port=0", "--management.server.port=0",
				"--marea.drain-delay=0s", "--marea.warm-up.paths=/warm", "--marea.warm-up.rounds=3",
				"--logging.structured.format.console=ecs", "--marea.identity.public-keys=" + TestIdentity.publicKey(),
				"--spring.autoconfigure.exclude="
						+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"));
		return (ServletWebServerApplicationContext) new SpringApplication(Traced.class)
			.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Traced {

		private static final Logger logger = LoggerFactory.getLogger(Traced.class);

		private final RestClient self;

		Traced(ObservationRegistry observations) {
			this.self = RestClient.builder().observationRegistry(observations).build();
		}

		@Bean
		AccessRules rules() {
			return (requests) -> {
				requests.requestMatchers("/closed").authenticated();
				requests.requestMatchers("/outer", "/inner", "/header", "/echo", "/warm", "/broken", "/a/**")
					.permitAll();
			};
		}

		@GetMapping("/outer")
		String outer(HttpServletRequest request) {
			return this.self.get()
				.uri("http://localhost:" + request.getLocalPort() + "/inner")
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/inner")
		String inner() {
			logger.info("inner was called");
			return "inner";
		}

		@GetMapping("/header")
		String header(HttpServletRequest request) {
			return this.self.get()
				.uri("http://localhost:" + request.getLocalPort() + "/echo")
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/echo")
		String echo(HttpServletRequest request) {
			return request.getHeader("traceparent");
		}

		@GetMapping("/warm")
		String warm() {
			return "warm";
		}

		@GetMapping("/broken")
		String broken() {
			throw new IllegalStateException("secret of the inside");
		}

	}

}
