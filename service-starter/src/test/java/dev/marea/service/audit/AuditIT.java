package dev.marea.service.audit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.marea.service.identity.AccessRules;
import dev.marea.service.problem.ProblemException;
import dev.marea.service.test.AuditLog;
import dev.marea.service.test.TestIdentity;
import dev.marea.service.test.TestTokens;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.AuditEventsEndpoint;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.security.AbstractAuthenticationAuditListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the audit trail of a service that consists of the starter and one controller.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditIT {

	private static final List<AuditEvent> published = new CopyOnWriteArrayList<>();

	/** Whether a listener of audit events fails. */
	private static volatile boolean broken;

	private static ServletWebServerApplicationContext service;

	private final HttpClient http = HttpClient.newHttpClient();

	private AuditLog log;

	@BeforeAll
	static void start() {
		startLoggingAnew();
		service = (ServletWebServerApplicationContext) new SpringApplication(Things.class).run(
				"--spring.application.name=things", "--server.port=0", "--management.server.port=0",
				"--marea.drain-delay=0s", "--logging.structured.format.console=ecs",
				"--marea.identity.public-keys=" + TestIdentity.publicKey(), "--spring.autoconfigure.exclude="
						+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
	}

	@AfterAll
	static void stop() {
		service.close();
		System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
		startLoggingAnew();
	}

	/** Resets logging; otherwise the JVM's first application determines the format. */
	private static void startLoggingAnew() {
		LoggingSystem.get(AuditIT.class.getClassLoader()).cleanUp();
	}

	@BeforeEach
	void listen() {
		this.log = new AuditLog();
		published.clear();
		broken = false;
	}

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	@Test
	void tells_who_did_what_from_where_and_what_came_of_it() {
		send("POST", "/things", "ana", "X-Forwarded-For", "203.0.113.9, 10.0.0.2");
		assertThat(event()).containsAllEntriesOf(Map.of("event.action", "thing.make", "event.outcome", "success",
				"user.id", "ana", "source.ip", "127.0.0.1", "marea.forwarded", "203.0.113.9, 10.0.0.2",
				"http.request.method", "POST", "url.path", "/things", "http.response.status_code", "201",
				"marea.target", "/things/7", "marea.size", "small"));
	}

	@Test
	void is_an_audit_event_of_Actuator() {
		send("POST", "/things", "ana");
		Map<String, String> logged = event();
		assertThat(published).singleElement().satisfies((event) -> {
			assertThat(event.getType()).isEqualTo("thing.make");
			assertThat(event.getPrincipal()).isEqualTo("ana");
			assertThat(event.getTimestamp()).isBeforeOrEqualTo(Instant.now());
			assertThat(event.getData()).containsEntry("http.response.status_code", 201)
				.allSatisfy((field, value) -> assertThat(logged).containsEntry(field, String.valueOf(value)));
		});
	}

	@Test
	void is_kept_nowhere_but_in_the_log() {
		assertThat(service.getBeanProvider(AuditEventRepository.class)).isEmpty();
		assertThat(service.getBeanProvider(AuditEventsEndpoint.class)).isEmpty();
		assertThat(service.getBeanProvider(AbstractAuthenticationAuditListener.class)).isEmpty();
	}

	@Test
	void a_listener_that_fails_changes_neither_the_answer_nor_the_log(CapturedOutput output) {
		broken = true;
		assertThat(send("POST", "/things", "ana")).isEqualTo(201);
		assertThat(send("DELETE", "/things/7", "ana")).isEqualTo(409);
		Awaitility.await().until(() -> output.getOut().contains("thing.remove: a listener"));
		assertThat(this.log.events()).extracting((event) -> event.get("event.action"))
			.containsExactly("thing.make", "thing.remove");
		assertThat(output.getOut()).containsOnlyOnce("thing.make: a listener").doesNotContain("secret of a listener");
	}

	@Test
	void leaves_out_the_events_of_Spring_Security() {
		service.publishEvent(new AuditApplicationEvent(
				new AuditEvent("ana", "AUTHENTICATION_SUCCESS", Map.of("details", "secret\n"))));
		assertThat(published).hasSize(1);
		assertThat(this.log.events()).isEmpty();
	}

	@Test
	void tells_why_something_was_not_done() {
		send("DELETE", "/things/7", "ana");
		assertThat(event()).containsAllEntriesOf(Map.of("event.action", "thing.remove", "event.outcome", "failure",
				"event.reason", "in-use", "user.id", "ana", "http.response.status_code", "409"));
	}

	@Test
	void tells_the_method_that_no_resource_supports() {
		send("QUERY", "/things", "ana");
		assertThat(event()).containsAllEntriesOf(
				Map.of("http.request.method", "QUERY", "event.outcome", "failure", "http.response.status_code", "405"));
	}

	@Test
	void tells_what_broke_on_the_way() {
		send("DELETE", "/things/0", "ana");
		assertThat(event()).containsAllEntriesOf(Map.of("event.action", "thing.remove", "event.outcome", "failure",
				"event.reason", "internal", "http.response.status_code", "500"));
	}

	@Test
	void tells_who_was_refused() {
		send("POST", "/guarded", "eva");
		assertThat(event()).containsAllEntriesOf(Map.of("event.outcome", "failure", "event.reason", "forbidden",
				"user.id", "eva", "url.path", "/guarded"));
	}

	@Test
	void tells_that_somebody_without_a_valid_token_was_refused_who_only_wanted_to_read() {
		send("GET", "/things", null, "Authorization", "Bearer forged.token.here");
		assertThat(event())
			.containsAllEntriesOf(Map.of("event.action", "request", "event.outcome", "failure", "event.reason",
					"unauthorized", "http.response.status_code", "401"))
			.doesNotContainKey("user.id");
	}

	@Test
	void says_nothing_of_reading() {
		send("GET", "/things", "ana");
		send("GET", "/nowhere", "ana");
		send("POST", "/things", "ana");
		assertThat(event()).containsEntry("event.action", "thing.make");
	}

	@Test
	void never_tells_a_token_a_key_a_query_or_a_body(CapturedOutput output) {
		String token = TestTokens.bearer("ana");
		send("POST", "/things?password=in-query", null, "Authorization", token, "Idempotency-Key", "key-of-ana",
				"Cookie", "session=of-ana", "X-Forwarded-For", "Bearer zzz");
		assertThat(event()).containsEntry("user.id", "ana");
		assertThat(output.getOut()).contains("thing.make")
			.doesNotContain(token.substring("Bearer ".length()), "in-query", "key-of-ana", "of-ana", "zzz",
					"secret of the body");
	}

	@Test
	void is_one_line_of_JSON_in_a_container(CapturedOutput output) {
		send("POST", "/things", "ana");
		event();
		Awaitility.await().until(() -> output.getOut().contains("thing.make"));
		JsonNode event = output.getOut()
			.lines()
			.filter((line) -> line.contains("thing.make"))
			.map(JsonMapper.shared()::readTree)
			.findFirst()
			.orElseThrow();
		assertThat(event.at("/log/logger").asString()).isEqualTo(AuditLogger.LOGGER);
		assertThat(event.at("/service/name").asString()).isEqualTo("things");
		assertThat(event.at("/event/action").asString()).isEqualTo("thing.make");
		assertThat(event.at("/user/id").asString()).isEqualTo("ana");
		assertThat(event.at("/http/response/status_code").asInt()).isEqualTo(201);
		assertThat(event.at("/marea/target").asString()).isEqualTo("/things/7");
		assertThat(event.at("/message").asString()).isEqualTo("thing.make of /things/7 by ana from 127.0.0.1: success");
	}

	/** Waits for the event, which is written after the answer. */
	private Map<String, String> event() {
		Awaitility.await().until(() -> !this.log.events().isEmpty());
		List<Map<String, String>> events = this.log.events();
		assertThat(events).hasSize(1);
		return events.getFirst();
	}

	private int send(String method, String path, String subject, String... headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + service.getWebServer().getPort() + path))
			.method(method,
					method.equals("POST") ? BodyPublishers.ofString("secret of the body") : BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		if (subject != null) {
			request.header("Authorization", TestTokens.bearer(subject));
		}
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Things {

		@Bean
		AccessRules rules() {
			return (requests) -> requests.requestMatchers("/guarded").hasAuthority("SCOPE_other:scope");
		}

		@EventListener
		void collect(AuditApplicationEvent event) {
			if (broken) {
				throw new IllegalStateException("secret of a listener");
			}
			published.add(event.getAuditEvent());
		}

		@GetMapping("/things")
		String things() {
			return "[]";
		}

		@PostMapping("/things")
		@Audited("thing.make")
		ResponseEntity<String> make(@RequestBody String body) {
			AuditNotes.add("size", "small");
			return ResponseEntity.created(URI.create("/things/7")).body("{}");
		}

		@DeleteMapping("/things/{id}")
		@Audited("thing.remove")
		void remove(@PathVariable int id) {
			if (id == 0) {
				throw new IllegalStateException("secret of the inside");
			}
			throw new ProblemException(HttpStatus.CONFLICT, "in-use", "It is in use.");
		}

	}

}
