package dev.marea.gateway;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.End;
import dev.marea.service.test.SpanReceiver;
import dev.marea.service.test.SpanReceiver.Received;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gateway starts the trace of each request and passes it on to the service.
 */
@TestPropertySource(properties = { "management.opentelemetry.tracing.export.schedule-delay=50ms",
		"management.tracing.sampling.probability=1" })
@DirtiesContext
class TracesIT extends GatewayFixture {

	private static final String STRANGERS = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final SpanReceiver RECEIVER = new SpanReceiver();

	@DynamicPropertySource
	static void export(DynamicPropertyRegistry registry) {
		registry.add("management.opentelemetry.tracing.export.otlp.endpoint", RECEIVER::endpoint);
	}

	@AfterAll
	static void close() {
		RECEIVER.close();
	}

	@Test
	void decides_itself_which_requests_are_sampled_in_traces_of_its_own() {
		this.catalog2.kill();
		send(request("GET", "/api/catalog/products?limit=7").header("traceparent",
				"00-" + STRANGERS + "-00f067aa0ba902b7-00"));
		String passedOn = this.catalog1.requests().getLast().headers().get("traceparent");
		assertThat(passedOn).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]").doesNotContain(STRANGERS);
		Received attempt = RECEIVER.await((span) -> passedOn.contains(span.id()));
		assertThat(passedOn).contains(attempt.trace());
		Received request = RECEIVER.await(attempt::isChildOf);
		assertThat(request.kind()).isEqualTo("SERVER");
		assertThat(request.parent()).isEmpty();
		assertThat(request.service()).isEqualTo("gateway-service");
	}

	@Test
	void makes_each_attempt_a_span_that_names_its_instance() {
		this.catalog1.answering((request) -> Answer.ok("{}").ending(End.RESET));
		get("/api/catalog/products");
		get("/api/catalog/products");
		Received retry = RECEIVER.await((span) -> "1".equals(span.attributes().get("http.request.resend_count"))
				&& port(this.catalog2.port(), span));
		Received first = RECEIVER.await((span) -> span.trace().equals(retry.trace()) && span.kind().equals("CLIENT")
				&& "0".equals(span.attributes().get("http.request.resend_count")));
		assertThat(port(this.catalog1.port(), first)).isTrue();
		assertThat(first.parent()).isEqualTo(retry.parent());
		assertThat(retry.attributes()).containsEntry("http.response.status_code", "200");
	}

	private static boolean port(int port, Received span) {
		return Integer.toString(port).equals(span.attributes().get("server.port"));
	}

}
