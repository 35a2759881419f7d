package dev.marea.service.capacity;

import dev.marea.service.web.WarmUpRequests;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@EnableConfigurationProperties(CapacityProperties.class)
class CapacityAutoConfiguration {

	/** After the security chain (-100): who may not call takes nobody's place. */
	@Bean
	FilterRegistrationBean<CapacityFilter> capacityFilter(CapacityProperties properties, WarmUpRequests warmUp) {
		FilterRegistrationBean<CapacityFilter> registration = new FilterRegistrationBean<>(
				new CapacityFilter(properties, warmUp));
		registration.setOrder(0);
		return registration;
	}

}
