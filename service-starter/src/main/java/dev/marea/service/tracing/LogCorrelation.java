package dev.marea.service.tracing;

import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.context.ContextStorage;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Adds the current trace and span id to the log's context as traceId and spanId. Spring
 * Boot's own listener stops when the shutdown begins; a draining instance serves requests
 * after that.
 */
class LogCorrelation implements EnvironmentPostProcessor {

	/** OpenTelemetry has one storage in a JVM. */
	private static final AtomicBoolean added = new AtomicBoolean();

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (added.compareAndSet(false, true)) {
			ContextStorage.addWrapper(new EventPublishingContextWrapper(new Slf4JEventListener()::onEvent));
		}
	}

}
