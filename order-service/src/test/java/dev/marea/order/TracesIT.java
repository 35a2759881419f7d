package dev.marea.order;

import java.net.http.HttpRequest.BodyPublishers;

import dev.marea.service.test.SpanReceiver;
import dev.marea.service.test.SpanReceiver.Received;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces of an order: the request that placed it, and the worker that finished it.
 */
@OrderServiceTest
@TestPropertySource(properties = "management.opentelemetry.tracing.export.schedule-delay=50ms")
@DirtiesContext
class TracesIT {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final SpanReceiver RECEIVER = new SpanReceiver();

	@Autowired
	private StubCatalog catalog;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private RecoveryWorker worker;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void export(DynamicPropertyRegistry registry) {
		registry.add("management.opentelemetry.tracing.export.otlp.endpoint", RECEIVER::endpoint);
	}

	@AfterAll
	static void close() {
		RECEIVER.close();
	}

	@Test
	void traces_an_order_to_its_statements_and_links_the_recovery_to_it() {
		OrderApi ana = new OrderApi(this.port, "ana");
		this.catalog.failBefore = 503;
		String flagged = "00-" + TRACE + "-00f067aa0ba902b7-01";
		OrderApi.Answer pending = ana.send("/orders",
				(post) -> post.header("Idempotency-Key", "k1")
					.header("Content-Type", "application/json")
					.header("traceparent", flagged)
					.POST(BodyPublishers.ofString(OrderApi.TEAS)));
		pending.assertProblem(503, "catalog-unavailable");
		assertThat(pending.string("/traceId")).isEqualTo(TRACE);
		Received request = RECEIVER.await((span) -> span.kind().equals("SERVER") && span.trace().equals(TRACE));
		RECEIVER.await((span) -> span.isChildOf(request) && span.attributes()
			.entrySet()
			.stream()
			.anyMatch((attribute) -> attribute.getKey().startsWith("jdbc.query")
					&& attribute.getValue().startsWith("INSERT INTO")));
		Received call = RECEIVER.await((span) -> span.isChildOf(request) && span.name().startsWith("http"));
		RECEIVER.await((span) -> span.isChildOf(call) && span.attributes().containsKey("marea.instance"));
		this.catalog.failBefore = 0;
		this.jdbc.sql("UPDATE orders SET lease_until = now() - interval '1 ms'").update();
		this.worker.run();
		assertThat(ana.statuses()).containsExactly("CONFIRMED");
		Received recovery = RECEIVER.await((span) -> span.name().equals("recover order"));
		assertThat(recovery.linkedTraces()).containsExactly(TRACE);
		assertThat(recovery.trace()).isNotEqualTo(TRACE);
		assertThat(recovery.parent()).isEmpty();
		RECEIVER.await((span) -> span.isChildOf(recovery) && span.kind().equals("CLIENT"));
	}

}
