package dev.marea.gateway.resilience;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.gateway.server.mvc.filter.FilterSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ResilienceConfiguration {

	@Bean
	FilterSupplier resilienceFilters() {
		return new ResilienceFilters.ResilienceSupplier();
	}

	/**
	 * Resilience4j's own configuration of these meters needs a class of Spring Boot 3.
	 */
	@Bean
	TaggedBulkheadMetrics bulkheadMeters(BulkheadRegistry bulkheads) {
		return TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads);
	}

	/** The last servlet filter, directly before the routes. */
	@Bean
	FilterRegistrationBean<HeldPermits> heldPermits() {
		return new FilterRegistrationBean<>(new HeldPermits());
	}

}
