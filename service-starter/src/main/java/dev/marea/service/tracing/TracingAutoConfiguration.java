package dev.marea.service.tracing;

import java.util.Locale;

import dev.marea.service.web.WarmUpRequests;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.otel.bridge.OtelTracer.EventPublisher;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.tracer.common.SpanContext;
import net.ttddyy.observation.tracing.DataSourceObservationListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingProperties;
import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/**
 * Traces. They are exported only if
 * {@code management.opentelemetry.tracing.export.otlp.endpoint} is set; otherwise no
 * thread and no queue exist, and nothing is sampled. Trace ids exist always, for log
 * lines and problem details.
 * <p>
 * Spring AOT evaluates the conditions of Spring Boot's beans when the image is built. The
 * beans here replace those that depend on the endpoint, and read it when they are
 * created. Null replaces a bean that must not exist.
 */
@AutoConfiguration(before = { OpenTelemetryTracingAutoConfiguration.class, OtlpTracingAutoConfiguration.class,
		OpenTelemetryLoggingAutoConfiguration.class, PrometheusExemplarsAutoConfiguration.class })
@EnableConfigurationProperties({ CallerProperties.class, OtlpTracingProperties.class,
		OpenTelemetryTracingProperties.class, TracingProperties.class })
class TracingAutoConfiguration {

	static boolean isOn(OtlpTracingProperties export) {
		return StringUtils.hasText(export.getEndpoint());
	}

	@Bean
	@Nullable OtlpHttpSpanExporter otlpHttpSpanExporter(OtlpTracingProperties export) {
		if (!isOn(export)) {
			return null;
		}
		OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
			.setEndpoint(export.getEndpoint())
			.setTimeout(export.getTimeout())
			.setConnectTimeout(export.getConnectTimeout())
			.setCompression(export.getCompression().name().toLowerCase(Locale.ROOT));
		export.getHeaders().forEach(builder::addHeader);
		return builder.build();
	}

	@Bean
	@Nullable BatchSpanProcessor otelSpanProcessor(ObjectProvider<OtlpHttpSpanExporter> exporter,
			OpenTelemetryTracingProperties tracing) {
		OtlpHttpSpanExporter available = exporter.getIfAvailable();
		if (available == null) {
			return null;
		}
		return BatchSpanProcessor.builder(available)
			.setExporterTimeout(tracing.getExport().getTimeout())
			.setMaxExportBatchSize(tracing.getExport().getMaxBatchSize())
			.setMaxQueueSize(tracing.getExport().getMaxQueueSize())
			.setScheduleDelay(tracing.getExport().getScheduleDelay())
			.build();
	}

	/** Log lines are read from the console. */
	@Bean
	@Nullable BatchLogRecordProcessor openTelemetryBatchLogRecordProcessor() {
		return null;
	}

	@Bean
	Sampler otelSampler(OtlpTracingProperties export, TracingProperties tracing) {
		return isOn(export) ? Sampler.parentBased(new RootSampler(tracing.getSampling().getProbability()))
				: Sampler.alwaysOff();
	}

	@Bean
	ContextPropagators otelContextPropagators(CallerProperties callers, WarmUpRequests warmUp) {
		return ContextPropagators.create(new CallerTraces(callers.trustCallers(), warmUp));
	}

	/** Does nothing, as {@link LogCorrelation} fills the log's context. */
	@Bean
	EventPublisher otelTracerEventPublisher() {
		return (event) -> {
		};
	}

	@Bean
	@Nullable SpanContext spanContext(OtlpTracingProperties export) {
		return isOn(export) ? new Exemplars() : null;
	}

	/**
	 * Details of a request are observed only in a sampled trace, because no meter needs
	 * them.
	 */
	@Bean
	ObservationPredicate sampledDetails() {
		return (name, context) -> !(name.equals("marea.balance.attempt") || name.startsWith("jdbc."))
				|| Span.current().getSpanContext().isSampled();
	}

	@Bean
	LinkedTraces linkedTraces(Tracer tracer) {
		return new LinkedTraces(tracer);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataSourceObservationListener.class)
	static class Jdbc {

		@Bean
		static JdbcSpans jdbcSpans(ObjectProvider<OtlpTracingProperties> export,
				ObjectProvider<ObservationRegistry> observations) {
			return new JdbcSpans(export, observations);
		}

	}

}
