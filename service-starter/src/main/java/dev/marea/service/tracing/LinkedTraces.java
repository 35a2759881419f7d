package dev.marea.service.tracing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Traces of work that another trace began and left. The new trace links to the earlier
 * one, which may have ended long ago.
 */
public class LinkedTraces {

	private static final String HEADER = "traceparent";

	private final Tracer tracer;

	LinkedTraces(Tracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * The current span as the value of a {@code traceparent} header, 55 characters; null
	 * if its trace is not sampled.
	 */
	public @Nullable String current() {
		Span span = Span.current();
		if (!span.getSpanContext().isSampled()) {
			return null;
		}
		Map<String, String> headers = new HashMap<>();
		W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), headers, Map::put);
		return headers.get(HEADER);
	}

	/**
	 * Does the work in a trace of its own.
	 * @param name name of the trace's first span
	 * @param traceparent earlier value of {@link #current()}; without it, the trace has
	 * no link and is not sampled, but log lines carry its id
	 * @param work the work
	 * @return the work's result
	 * @throws Exception of the work
	 */
	public <T> T follow(String name, @Nullable String traceparent, Callable<T> work) throws Exception {
		SpanBuilder builder = this.tracer.spanBuilder(name).setNoParent();
		SpanContext earlier = parse(traceparent);
		if (earlier.isValid()) {
			builder.addLink(earlier);
		}
		Span span = builder.startSpan();
		try (Scope scope = span.makeCurrent()) {
			return work.call();
		}
		catch (Exception ex) {
			span.setStatus(StatusCode.ERROR).recordException(ex);
			throw ex;
		}
		finally {
			span.end();
		}
	}

	private static SpanContext parse(@Nullable String traceparent) {
		if (traceparent == null) {
			return SpanContext.getInvalid();
		}
		Context context = W3CTraceContextPropagator.getInstance()
			.extract(Context.root(), Map.of(HEADER, traceparent), new MapGetter());
		return Span.fromContext(context).getSpanContext();
	}

	private static final class MapGetter implements TextMapGetter<Map<String, String>> {

		@Override
		public Iterable<String> keys(Map<String, String> headers) {
			return headers.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> headers, String name) {
			return (headers != null) ? headers.get(name) : null;
		}

	}

}
