package dev.marea.gateway.resilience;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.gateway.server.mvc.filter.FilterSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ResilienceConfiguration {

	@Bean
	FilterSupplier resilienceFilters() {
		return new ResilienceFilters.Supplier();
	}

	/** The last of the servlet filters, right around the routes. */
	@Bean
	FilterRegistrationBean<HeldPermits> heldPermits() {
		return new FilterRegistrationBean<>(new HeldPermits());
	}

}
