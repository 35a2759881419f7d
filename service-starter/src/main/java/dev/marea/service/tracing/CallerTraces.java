package dev.marea.service.tracing;

import java.util.Collection;

import dev.marea.service.web.WarmUpRequests;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Passes traces on by W3C Trace Context. A service with external callers ignores their
 * headers completely. A caller that chose trace ids could choose those that are sampled,
 * or mix its requests into another client's trace.
 */
class CallerTraces implements TextMapPropagator {

	private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

	private final boolean trustCallers;

	private final WarmUpRequests warmUp;

	/** Not sampled, as warm-up requests are no demand. */
	private final Span warmUpTrace = Span
		.wrap(SpanContext.createFromRemoteParent(IdGenerator.random().generateTraceId(),
				IdGenerator.random().generateSpanId(), TraceFlags.getDefault(), TraceState.getDefault()));

	CallerTraces(boolean trustCallers, WarmUpRequests warmUp) {
		this.trustCallers = trustCallers;
		this.warmUp = warmUp;
	}

	@Override
	public Collection<String> fields() {
		return W3C.fields();
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		W3C.inject(context, carrier, setter);
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		if (this.warmUp.secret().equals(getter.get(carrier, WarmUpRequests.HEADER))) {
			return context.with(this.warmUpTrace);
		}
		return this.trustCallers ? W3C.extract(context, carrier, getter) : context;
	}

}
