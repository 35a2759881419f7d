package dev.marea.service.tracing;

import java.util.Set;

import javax.sql.DataSource;

import io.micrometer.observation.ObservationRegistry;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import net.ttddyy.observation.tracing.DataSourceObservationListener;
import net.ttddyy.observation.tracing.JdbcObservationDocumentation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingProperties;

/**
 * Makes each SQL statement a span, without the values of its parameters. Without an
 * endpoint, the data source stays as it is, because the proxies take CPU.
 */
class JdbcSpans implements BeanPostProcessor {

	private final ObjectProvider<OtlpTracingProperties> export;

	private final ObjectProvider<ObservationRegistry> observations;

	JdbcSpans(ObjectProvider<OtlpTracingProperties> export, ObjectProvider<ObservationRegistry> observations) {
		this.export = export;
		this.observations = observations;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof DataSource source) || !TracingAutoConfiguration.isOn(this.export.getObject())) {
			return bean;
		}
		DataSourceObservationListener listener = new DataSourceObservationListener(this.observations::getObject);
		listener.setSupportedTypes(Set.of(JdbcObservationDocumentation.QUERY));
		return ProxyDataSourceBuilder.create(beanName, source).listener(listener).methodListener(listener).build();
	}

}
