package dev.marea.service.web;

import dev.marea.service.drain.Draining;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

@AutoConfiguration
class WebAutoConfiguration {

	@Bean
	WarmUpRequests warmUpRequests() {
		return new WarmUpRequests();
	}

	@Bean
	FilterRegistrationBean<InstanceFilter> instanceFilter(@Value("${marea.instance}") String instance,
			@Value("${marea.draining-header}") String drainingHeader, Draining draining, WarmUpRequests warmUp,
			MeterRegistry meters) {
		FilterRegistrationBean<InstanceFilter> registration = new FilterRegistrationBean<>(
				new InstanceFilter(instance, drainingHeader, draining, warmUp, meters));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	/** The filter runs after those that count and record the refusals. */
	@Bean
	FilterRegistrationBean<RequestLineFilter> requestLineFilter() {
		FilterRegistrationBean<RequestLineFilter> registration = new FilterRegistrationBean<>(new RequestLineFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
		return registration;
	}

	/** Tomcat would refuse TRACE before the filter above can answer it. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> traceToFilter() {
		return (factory) -> factory.addConnectorCustomizers((connector) -> connector.setAllowTrace(true));
	}

}
