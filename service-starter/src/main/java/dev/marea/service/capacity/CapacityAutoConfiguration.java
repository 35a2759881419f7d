package dev.marea.service.capacity;

import dev.marea.service.memory.ByteBudget;
import dev.marea.service.web.WarmUpRequests;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

@AutoConfiguration
@EnableConfigurationProperties(CapacityProperties.class)
class CapacityAutoConfiguration {

	/**
	 * The filter runs before the security chain (-100), so that a refusal costs little,
	 * and after small bodies have arrived.
	 */
	@Bean
	FilterRegistrationBean<CapacityFilter> capacityFilter(CapacityProperties properties, WarmUpRequests warmUp,
			ByteBudget budget, MeterRegistry meters) {
		FilterRegistrationBean<CapacityFilter> registration = new FilterRegistrationBean<>(
				new CapacityFilter(properties, warmUp, budget, meters));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 4);
		return registration;
	}

	/**
	 * Keeps Tomcat from closing the answer after a forward, such as that to the welcome
	 * page. Tomcat would drop the bytes that {@link BufferedAnswer} has not sent yet.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> answersAfterForwards() {
		return (factory) -> factory
			.addContextCustomizers((context) -> context.setSuspendWrappedResponseAfterForward(false));
	}

}
