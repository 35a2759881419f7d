package dev.marea.service.audit;

import dev.marea.service.web.WarmUpRequests;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

@AutoConfiguration
class AuditAutoConfiguration {

	/**
	 * The audit filter runs before the filter of request lines, which serves unsupported
	 * methods as OPTIONS.
	 */
	@Bean
	FilterRegistrationBean<AuditFilter> auditFilter(WarmUpRequests warmUp, ApplicationEventPublisher events) {
		FilterRegistrationBean<AuditFilter> registration = new FilterRegistrationBean<>(
				new AuditFilter(warmUp, events));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return registration;
	}

}
