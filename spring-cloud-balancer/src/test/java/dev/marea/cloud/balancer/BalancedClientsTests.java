package dev.marea.cloud.balancer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import dev.marea.cloud.balancer.test.StubInstance.Request;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class BalancedClientsTests {

	private static final Map<String, String> CLOSE = Map.of("Connection", "close");

	@TempDir
	Path directory;

	private final StubInstance one = new StubInstance("one");

	private final StubInstance two = new StubInstance("two");

	private BalancedClients clients;

	private RestClient client;

	@BeforeEach
	void start() throws Exception {
		list(this.one, this.two);
		start(Duration.ofSeconds(30));
	}

	private void start(Duration responseTimeout) {
		this.clients = new BalancedClients(
				new BalanceProperties(Policy.ROUND_ROBIN, Duration.ZERO, 2, Duration.ofSeconds(30),
						Duration.ofSeconds(30), responseTimeout, Duration.ofSeconds(1), Duration.ofSeconds(2), 64, 32),
				new ConfiguredDiscovery(new DiscoveryProperties(this.directory, Duration.ofMillis(10), Map.of(),
						Map.of(), Duration.ofSeconds(1), DiscoveryTests.NO_KUBERNETES)),
				RestClient::builder, new SimpleMeterRegistry());
		this.client = this.clients.client("stub-service");
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.close();
		this.one.kill();
		this.two.kill();
	}

	@Test
	void gives_each_instance_every_other_request() {
		for (int i = 0; i < 20; i++) {
			get();
		}
		assertThat(counts()).containsExactly(10, 10);
	}

	@Test
	void sends_path_query_and_body_as_they_are() {
		this.client.put()
			.uri("/reservations/{id}?a={a}", "7/8", "ü&")
			.header("X-Own", "1")
			.body(Map.of("lines", List.of()))
			.retrieve()
			.toBodilessEntity();
		Request request = Stream.concat(this.one.requests().stream(), this.two.requests().stream()).findFirst().get();
		assertThat(request.method() + " " + request.target()).isEqualTo("PUT /reservations/7%2F8?a=%C3%BC%26");
		assertThat(new String(request.body())).isEqualTo("{\"lines\":[]}");
		assertThat(request.headers()).containsEntry("x-own", "1")
			.containsEntry("content-length", "12")
			.doesNotContainKeys("upgrade", "transfer-encoding", "expect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT", "DELETE" })
	void sends_any_request_to_another_instance_where_one_takes_no_connection(String method) {
		this.one.kill();
		for (int i = 0; i < 10; i++) {
			send(method);
		}
		assertThat(this.two.count()).isEqualTo(10);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE" })
	void sends_an_idempotent_request_once_more_where_the_connection_breaks(String method) {
		this.one.answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 0; i < 10; i++) {
			send(method);
		}
		assertThat(this.two.count()).isEqualTo(10);
	}

	@Test
	void never_sends_a_post_twice() {
		answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 1; i <= 10; i++) {
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> send("POST"));
			assertThat(this.one.count() + this.two.count()).isEqualTo(i);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "BREAKS", "BREAKS_CHUNKED" })
	void makes_up_for_an_answer_that_breaks_off(End end) {
		this.one.answering((request) -> Answer.ok("{\"long\":true}").ending(end));
		this.two.answering((request) -> Answer.ok("{\"whole\":true}"));
		for (int i = 0; i < 10; i++) {
			assertThat(get()).isEqualTo("{\"whole\":true}");
		}
	}

	@Test
	void does_not_ask_again_where_an_instance_is_silent() throws Exception {
		this.clients.close();
		start(Duration.ofSeconds(1));
		CountDownLatch silent = new CountDownLatch(1);
		answering((request) -> {
			waitFor(silent);
			return Answer.ok("{}");
		});
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get);
		assertThat(this.one.count() + this.two.count()).isEqualTo(1);
		silent.countDown();
	}

	@Test
	void sends_nothing_more_to_an_instance_that_says_it_leaves() {
		this.one.drain();
		for (int i = 0; i < 10; i++) {
			get();
		}
		assertThat(this.one.count()).isEqualTo(1);
		assertThat(this.two.count()).isEqualTo(9);
	}

	@Test
	void keeps_an_instance_that_is_full() {
		this.one.answering((request) -> Answer.of(503, Map.of("Connection", "close", "Retry-After", "1"), "{}"));
		int refused = 0;
		for (int i = 0; i < 10; i++) {
			try {
				get();
			}
			catch (HttpServerErrorException ex) {
				refused++;
			}
		}
		assertThat(refused).isEqualTo(5);
		assertThat(counts()).containsExactly(5, 5);
	}

	@Test
	void asks_another_where_an_instance_refuses_because_it_leaves() {
		this.one.answering((request) -> Answer.of(503, CLOSE, ""));
		for (int i = 0; i < 10; i++) {
			send("PUT");
		}
		assertThat(this.one.count()).isEqualTo(1);
		assertThat(this.two.count()).isEqualTo(10);
	}

	@Test
	void hands_on_the_refusal_where_there_is_no_other() {
		answering((request) -> Answer.of(503, CLOSE, ""));
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get);
		assertThat(counts()).containsExactly(1, 1);
	}

	@Test
	void keeps_an_instance_that_closes_after_an_error() {
		this.one.answering((request) -> Answer.of(400, CLOSE, "{}"));
		for (int i = 0; i < 10; i++) {
			this.client.get().uri("/").exchange((request, response) -> response.getStatusCode());
		}
		assertThat(counts()).containsExactly(5, 5);
	}

	@Test
	void does_not_lose_a_post_to_a_connection_that_was_closed_while_it_was_idle() {
		send("POST");
		send("POST");
		this.one.dropConnections();
		this.two.dropConnections();
		for (int i = 0; i < 10; i++) {
			send("POST");
		}
		assertThat(counts()).containsExactly(6, 6);
	}

	@Test
	void says_so_where_there_is_no_instance() throws Exception {
		list();
		await().untilAsserted(() -> assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get)
			.withCauseInstanceOf(NoInstanceException.class));
	}

	@Test
	void fails_soon_where_all_instances_take_no_connection() {
		this.one.kill();
		this.two.kill();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get);
		}
	}

	@Test
	void follows_the_list() throws Exception {
		get();
		list(this.two);
		await().until(() -> {
			this.one.forget();
			get();
			get();
			return this.one.count() == 0;
		});
	}

	private String get() {
		return this.client.get().uri("/").retrieve().body(String.class);
	}

	private void send(String method) {
		RestClient.RequestBodySpec request = this.client.method(HttpMethod.valueOf(method)).uri("/");
		if (method.startsWith("P")) {
			request.body(Map.of("a", 1));
		}
		request.retrieve().toBodilessEntity();
	}

	private List<Integer> counts() {
		return List.of(this.one.count(), this.two.count());
	}

	private void answering(Function<Request, Answer> behaviour) {
		this.one.answering(behaviour);
		this.two.answering(behaviour);
	}

	private static void waitFor(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void list(StubInstance... instances) throws IOException {
		String content = Stream.of(instances).map(StubInstance::entry).collect(Collectors.joining(",", "[", "]"));
		Path written = Files.writeString(this.directory.resolve("tmp"), content);
		Files.move(written, this.directory.resolve("stub-service.json"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

}
