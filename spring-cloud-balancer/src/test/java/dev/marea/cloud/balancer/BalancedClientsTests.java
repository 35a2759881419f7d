package dev.marea.cloud.balancer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class BalancedClientsTests {

	private static final Map<String, String> CLOSE = Map.of("Connection", "close");

	private static final Map<String, String> DRAINING = Map.of("Instance-Draining", "true", "Connection", "close");

	@TempDir
	Path directory;

	private static final BalanceProperties PROPERTIES = properties(Duration.ofSeconds(30));

	private final StubInstance one = new StubInstance("one");

	private final StubInstance two = new StubInstance("two");

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final Recorded recorded = new Recorded();

	private DiscoveredServices discovered;

	private StubFactory factory;

	private BalancedClients clients;

	private RestClient client;

	@BeforeEach
	void start() throws Exception {
		list(this.one, this.two);
		start(Duration.ofSeconds(30));
	}

	private void start(Duration responseTimeout) {
		BalanceProperties properties = properties(responseTimeout);
		this.discovered = new DiscoveredServices(new ConfiguredDiscovery(new DiscoveryProperties(this.directory,
				Duration.ofMillis(10), Map.of(), Map.of(), Duration.ofSeconds(1), DiscoveryTests.NO_KUBERNETES)));
		this.factory = new StubFactory(
				(service) -> new PerRequestLoadBalancer(new DiscoveredInstanceListSupplier(service, this.discovered),
						properties, this.meters))
			.with(this.recorded);
		this.clients = new BalancedClients(
				new BalancedHttpClient(this.factory, properties, this.meters, this.observations), RestClient::builder);
		this.clients.afterSingletonsInstantiated();
		this.client = this.clients.client("stub-service");
	}

	private static BalanceProperties properties(Duration responseTimeout) {
		return new BalanceProperties(Policy.ROUND_ROBIN, Duration.ZERO, 2, 0.2, Duration.ofSeconds(30), Duration.ZERO,
				"Instance-Draining", Duration.ofSeconds(1), Duration.ofSeconds(30), responseTimeout,
				Duration.ofSeconds(1), Duration.ofSeconds(2), 64, 32);
	}

	@AfterEach
	void stop() throws Exception {
		this.clients.close();
		this.discovered.close();
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
		StubInstance.Request request = Stream.concat(this.one.requests().stream(), this.two.requests().stream())
			.findFirst()
			.get();
		assertThat(request.method() + " " + request.target()).isEqualTo("PUT /reservations/7%2F8?a=%C3%BC%26");
		assertThat(new String(request.body())).isEqualTo("{\"lines\":[]}");
		assertThat(request.headers()).containsEntry("x-own", "1")
			.containsEntry("content-length", "12")
			.doesNotContainKeys("upgrade", "transfer-encoding", "expect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT", "DELETE" })
	void retries_any_request_if_the_connection_is_refused(String method) {
		this.one.kill();
		for (int i = 0; i < 10; i++) {
			send(method);
		}
		assertThat(this.two.count()).isEqualTo(10);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE" })
	void retries_an_idempotent_request_if_the_connection_breaks(String method) {
		this.one.answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 0; i < 10; i++) {
			send(method);
		}
		assertThat(this.two.count()).isEqualTo(10);
	}

	@Test
	void observes_each_attempt_with_its_instance() {
		List<AttemptObservation> observed = new CopyOnWriteArrayList<>();
		this.observations.observationConfig().observationHandler(new ObservationHandler<AttemptObservation>() {

			@Override
			public void onStart(AttemptObservation attempt) {
				attempt.getSetter().set(attempt.getCarrier(), "attempt", value(attempt, "http.request.resend_count"));
			}

			@Override
			public void onStop(AttemptObservation attempt) {
				observed.add(attempt);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof AttemptObservation;
			}

		});
		this.one.answering((request) -> Answer.ok("{}").ending(End.RESET));
		// Which instance has the first turn is open: the second request meets the other.
		get();
		if (observed.size() == 1) {
			get();
		}
		List<AttemptObservation> lastRequest = observed.subList(observed.size() - 2, observed.size());
		assertThat(lastRequest).extracting((attempt) -> value(attempt, "server.port"))
			.containsExactly(Integer.toString(this.one.port()), Integer.toString(this.two.port()));
		assertThat(lastRequest.getFirst().getError()).isNotNull();
		assertThat(lastRequest.getLast().getError()).isNull();
		assertThat(this.one.requests().getLast().headers()).containsEntry("attempt", "0");
		assertThat(this.two.requests().getLast().headers()).containsEntry("attempt", "1");
	}

	private static String value(AttemptObservation attempt, String key) {
		return attempt.getHighCardinalityKeyValue(key).getValue();
	}

	@Test
	void never_sends_a_post_twice() {
		answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 1; i <= 10; i++) {
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> send("POST"));
			assertThat(this.one.count() + this.two.count()).isEqualTo(i);
		}
	}

	/** The first attempt may have changed the resource, so a retry would be refused. */
	@ParameterizedTest
	@CsvSource({ "PUT, If-Match, 7", "DELETE, If-Match, *", "PUT, If-None-Match, *",
			"DELETE, If-Unmodified-Since, 'Sat, 29 Oct 1994 19:43:31 GMT'" })
	void never_sends_a_conditional_write_twice(String method, String header, String value) {
		answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 1; i <= 6; i++) {
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> send(method, header, value));
			assertThat(this.one.count() + this.two.count()).isEqualTo(i);
		}
	}

	@Test
	void retries_a_conditional_write_if_the_connection_is_refused() {
		this.one.kill();
		for (int i = 0; i < 6; i++) {
			send("PUT", "If-Match", "\"7\"");
		}
		assertThat(this.two.count()).isEqualTo(6);
	}

	@Test
	void retries_a_conditional_read_if_the_connection_breaks() {
		this.one.answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 0; i < 6; i++) {
			send("GET", "If-None-Match", "\"7\"");
		}
		assertThat(this.two.count()).isEqualTo(6);
	}

	/**
	 * Without a budget, an outage would multiply the load of the services that still
	 * work.
	 */
	@Test
	void sends_no_more_retries_than_the_budget_allows() {
		answering((request) -> Answer.ok("{}").ending(End.RESET));
		for (int i = 0; i < 400; i++) {
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get);
		}
		// 10 per second; requests over more than one window allow more.
		double retries = retries("stub-service");
		assertThat(this.one.count() + this.two.count()).isEqualTo(400 + (int) retries);
		assertThat(retries).isBetween(100.0, 200.0);
		assertThat(this.meters.get("marea.balance.retries.denied").counter().count()).isEqualTo(400 - retries);
	}

	@ParameterizedTest
	@ValueSource(strings = { "BREAKS", "BREAKS_CHUNKED" })
	void retries_if_the_answer_breaks_off(End end) {
		this.one.answering((request) -> Answer.ok("{\"long\":true}").ending(end));
		this.two.answering((request) -> Answer.ok("{\"whole\":true}"));
		for (int i = 0; i < 10; i++) {
			assertThat(get()).isEqualTo("{\"whole\":true}");
		}
	}

	@Test
	void does_not_retry_a_timeout() throws Exception {
		this.clients.close();
		this.discovered.close();
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

	/** The kernel buffers the first part of a body for a stopped process. */
	@Test
	void gives_up_an_instance_that_takes_no_more_of_a_large_body() throws Exception {
		this.clients.close();
		this.discovered.close();
		try (ServerSocket stopped = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			Files.writeString(this.directory.resolve("stub-service.json"),
					"[{\"targets\":[\"127.0.0.1:%d\"]}]".formatted(stopped.getLocalPort()));
			start(Duration.ofSeconds(1));
			HttpPost request = new HttpPost("/");
			request.setEntity(new InputStreamEntity(new InputStream() {

				@Override
				public int read() {
					return 0;
				}

			}, null));
			assertTimeoutPreemptively(Duration.ofSeconds(60),
					() -> assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(
							() -> this.clients.http().executeOpen(new HttpHost("stub-service"), request, null)));
		}
	}

	@Test
	void sends_nothing_more_to_an_instance_that_announces_draining() {
		this.one.drain();
		for (int i = 0; i < 10; i++) {
			get();
		}
		assertThat(this.one.count()).isEqualTo(1);
		assertThat(this.two.count()).isEqualTo(9);
	}

	@ParameterizedTest
	@ValueSource(strings = { "200", "400", "404", "500", "503" })
	void does_not_eject_an_instance_that_only_closes_its_connections(int status) {
		this.one.answering((request) -> Answer.of(status, CLOSE, "{}"));
		this.two.answering((request) -> Answer.of(status, CLOSE, "{}"));
		for (int i = 0; i < 10; i++) {
			this.client.post().uri("/").exchange((request, response) -> response.getStatusCode());
		}
		assertThat(counts()).containsExactly(5, 5);
	}

	/** Earlier versions announce draining only by closing connections. */
	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT" })
	void loses_nothing_to_an_instance_that_closes_its_connections_and_then_stops(String method) {
		this.one.drainByCloseAlone();
		for (int i = 0; i < 10; i++) {
			send(method);
		}
		assertThat(counts()).containsExactly(5, 5);
		this.one.close();
		for (int i = 0; i < 10; i++) {
			send(method);
		}
		assertThat(counts()).containsExactly(5, 15);
	}

	@Test
	void retries_elsewhere_what_a_stopping_server_refused_and_does_not_eject_it() {
		this.one.answering((request) -> Answer.of(503, CLOSE, ""));
		for (int i = 0; i < 10; i++) {
			send("PUT");
		}
		assertThat(this.two.count()).isEqualTo(10);
		assertThat(this.one.count()).isGreaterThan(1);
		assertThat(retries("stub-service")).isEqualTo(this.one.count());
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
	void retries_elsewhere_what_a_draining_instance_refused_and_ejects_it() {
		this.one.answering((request) -> Answer.of(503, DRAINING, ""));
		for (int i = 0; i < 10; i++) {
			send("PUT");
		}
		assertThat(this.one.count()).isEqualTo(1);
		assertThat(this.two.count()).isEqualTo(10);
	}

	@Test
	void returns_the_refusal_if_there_is_no_other_instance() {
		answering((request) -> Answer.of(503, DRAINING, ""));
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(this::get);
		assertThat(counts()).containsExactly(1, 1);
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
	void fails_with_a_reason_if_there_is_no_instance() throws Exception {
		list();
		await().untilAsserted(() -> assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get)
			.withCauseInstanceOf(NoInstanceException.class));
	}

	@Test
	void fails_soon_if_all_instances_refuse_connections() {
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

	@Test
	void tells_the_lifecycles_of_each_attempt_and_the_load_balancer_of_the_tried_instances() {
		this.one.kill();
		get();
		get();
		assertThat(this.recorded.events).filteredOn((event) -> event.startsWith("failed"))
			.singleElement()
			.asString()
			.contains("HttpHostConnectException")
			.contains("GET http://stub-service/");
		assertThat(this.recorded.events).filteredOn((event) -> event.startsWith("success"))
			.hasSize(2)
			.allMatch((event) -> event.contains("two 200 http://stub-service/"));
		assertThat(this.recorded.tried).hasSize(3).filteredOn((tried) -> tried.equals(List.of("one"))).hasSize(1);
		assertThat(this.recorded.started).hasValue(3);
	}

	@Test
	void tells_the_lifecycles_that_no_instance_was_found() throws Exception {
		list();
		await().untilAsserted(() -> assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::get));
		assertThat(this.recorded.events).contains("discard");
	}

	@Test
	void counts_a_request_until_its_answer_was_read() throws Exception {
		this.one.answering((request) -> Answer.ok("x".repeat(100_000)));
		this.two.answering((request) -> Answer.ok("x".repeat(100_000)));
		ClassicHttpResponse response = this.clients.http()
			.executeOpen(new HttpHost("stub-service"), new HttpGet("/"), null);
		assertThat(this.recorded.events).isEmpty();
		response.close();
		assertThat(this.recorded.events).hasSize(1);
	}

	@Test
	void tells_the_lifecycles_that_a_large_answer_broke_off() throws Exception {
		answering((request) -> Answer.ok("x".repeat(100_000)).ending(End.BREAKS));
		ClassicHttpResponse response = this.clients.http()
			.executeOpen(new HttpHost("stub-service"), new HttpGet("/"), null);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> response.getEntity().getContent().readAllBytes());
		assertThat(this.recorded.events).singleElement().asString().startsWith("failed ConnectionClosedException");
	}

	@Test
	void does_not_retry_if_spring_cloud_is_told_not_to() throws Exception {
		list("other-service", this.one, this.two);
		this.factory.properties.getRetry().setEnabled(false);
		this.client = this.clients.client("other-service");
		this.one.kill();
		int failed = 0;
		for (int i = 0; i < 10; i++) {
			try {
				get();
			}
			catch (ResourceAccessException ex) {
				failed++;
			}
		}
		assertThat(failed).isEqualTo(1);
		assertThat(retries("other-service")).isZero();
	}

	@Test
	void fails_to_follow_a_service_whose_load_balancer_cannot_be_created() throws Exception {
		StubFactory broken = new StubFactory((service) -> {
			throw new IllegalStateException("the list did not arrive");
		});
		try (BalancedClients broke = new BalancedClients(
				new BalancedHttpClient(broken, PROPERTIES, this.meters, ObservationRegistry.NOOP),
				RestClient::builder)) {
			broke.follow("a");
			assertThatIllegalStateException().isThrownBy(broke::afterSingletonsInstantiated)
				.withMessage("No instance of a is known: the list did not arrive");
			assertThatIllegalStateException().isThrownBy(() -> broke.follow("a"));
		}
	}

	private double retries(String service) {
		return this.meters.get("marea.balance.retries").tag("service", service).counter().count();
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

	private void send(String method, String header, String value) {
		this.client.method(HttpMethod.valueOf(method)).uri("/").header(header, value).retrieve().toBodilessEntity();
	}

	private List<Integer> counts() {
		return List.of(this.one.count(), this.two.count());
	}

	private void answering(Function<StubInstance.Request, Answer> behaviour) {
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
		list("stub-service", instances);
	}

	private void list(String service, StubInstance... instances) throws IOException {
		String content = Stream.of(instances).map(StubInstance::entry).collect(Collectors.joining(",", "[", "]"));
		Path written = Files.writeString(this.directory.resolve("tmp"), content);
		Files.move(written, this.directory.resolve(service + ".json"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Records the calls of a lifecycle.
	 */
	private static final class Recorded implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

		final List<String> events = new CopyOnWriteArrayList<>();

		final List<List<String>> tried = new CopyOnWriteArrayList<>();

		final AtomicInteger started = new AtomicInteger();

		@Override
		public void onStart(Request<Object> request) {
			this.tried.add(((AttemptContext) request.getContext()).getTriedInstances()
				.stream()
				.map(ServiceInstance::getInstanceId)
				.toList());
		}

		@Override
		public void onStartRequest(Request<Object> request, Response<ServiceInstance> chosen) {
			this.started.incrementAndGet();
		}

		@Override
		public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
			switch (completion.status()) {
				case DISCARD -> this.events.add("discard");
				case FAILED -> {
					RequestData request = ((RequestDataContext) completion.getLoadBalancerRequest().getContext())
						.getClientRequest();
					this.events.add("failed " + completion.getThrowable().getClass().getSimpleName() + " "
							+ request.getHttpMethod() + " " + request.getUrl());
				}
				case SUCCESS -> {
					ResponseData answer = (ResponseData) completion.getClientResponse();
					this.events.add("success " + completion.getLoadBalancerResponse().getServer().getInstanceId() + " "
							+ answer.getHttpStatus().value() + " " + answer.getRequestData().getUrl());
				}
			}
		}

	}

}
