package dev.marea.service.tracing;

import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * The current span for exemplars of Prometheus. Reads it without the objects that
 * Micrometer's tracer creates, as every counter asks for it.
 */
class Exemplars implements SpanContext {

	@Override
	public @Nullable String getCurrentTraceId() {
		return current().isValid() ? current().getTraceId() : null;
	}

	@Override
	public @Nullable String getCurrentSpanId() {
		return current().isValid() ? current().getSpanId() : null;
	}

	@Override
	public boolean isCurrentSpanSampled() {
		return current().isSampled();
	}

	@Override
	public void markCurrentSpanAsExemplar() {
	}

	private static io.opentelemetry.api.trace.SpanContext current() {
		return Span.current().getSpanContext();
	}

}
