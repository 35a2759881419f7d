package dev.marea.service.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/**
 * Receives spans by OTLP over HTTP, as a collector does.
 */
public final class SpanReceiver implements AutoCloseable {

	private final List<Received> spans = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	public SpanReceiver() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/v1/traces", this::receive);
		this.server.start();
	}

	/** Value of {@code management.opentelemetry.tracing.export.otlp.endpoint}. */
	public String endpoint() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/v1/traces";
	}

	/** Spans received so far. */
	public List<Received> spans() {
		return this.spans;
	}

	/** Waits for a span and returns it. */
	public Received await(Predicate<Received> wanted) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> Assertions.assertThat(this.spans).anyMatch(wanted));
		return this.spans.stream().filter(wanted).findFirst().orElseThrow();
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange) {
			ExportTraceServiceRequest request = ExportTraceServiceRequest
				.parseFrom(new GZIPInputStream(exchange.getRequestBody()));
			request.getResourceSpansList().forEach((resource) -> {
				Map<String, String> attributes = attributes(resource.getResource().getAttributesList());
				resource.getScopeSpansList()
					.forEach((scope) -> scope.getSpansList()
						.forEach((span) -> this.spans.add(Received.of(attributes.get("service.name"), span))));
			});
			exchange.sendResponseHeaders(200, -1);
		}
	}

	private static Map<String, String> attributes(List<io.opentelemetry.proto.common.v1.KeyValue> attributes) {
		return attributes.stream()
			.collect(Collectors.toMap(io.opentelemetry.proto.common.v1.KeyValue::getKey,
					(attribute) -> attribute.getValue().getStringValue()));
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * A received span. Ids are hexadecimal; the parent of a trace's first span is empty.
	 */
	public record Received(String service, String name, String kind, String trace, String id, String parent,
			Map<String, String> attributes, List<String> linkedTraces) {

		static Received of(String service, Span span) {
			return new Received(service, span.getName(), span.getKind().name().replace("SPAN_KIND_", ""),
					hex(span.getTraceId()), hex(span.getSpanId()), hex(span.getParentSpanId()),
					SpanReceiver.attributes(span.getAttributesList()),
					span.getLinksList().stream().map((link) -> hex(link.getTraceId())).toList());
		}

		private static String hex(ByteString bytes) {
			return HexFormat.of().formatHex(bytes.toByteArray());
		}

		public boolean isChildOf(Received other) {
			return this.trace.equals(other.trace) && this.parent.equals(other.id);
		}

	}

}
