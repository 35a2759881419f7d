package dev.marea.gateway.limit;

import dev.marea.gateway.GatewayProperties;
import dev.marea.service.identity.IdentityProperties;
import dev.marea.service.web.WarmUpRequests;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;

/**
 * The beans always exist and read their configuration at run time.
 */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

	@Bean
	Buckets buckets(RateLimitProperties properties, CircuitBreakerRegistry breakers) {
		if (!properties.enabled()) {
			return (client) -> {
				throw new IllegalStateException("No rate limit is configured");
			};
		}
		return properties.store().isConfigured() ? new SharedBuckets(properties, breakers)
				: new LocalBuckets(properties, 1);
	}

	@Bean
	RateLimit rateLimit(RateLimitProperties properties, Buckets buckets, MeterRegistry meters) {
		return new RateLimit(properties, buckets, meters);
	}

	/** The filter runs right after the filters for every answer. */
	@Bean
	FilterRegistrationBean<RateLimitFilter> rateLimitFilter(RateLimit limit, RateLimitProperties properties,
			WarmUpRequests warmUp) {
		FilterRegistrationBean<RateLimitFilter> registration = new FilterRegistrationBean<>(
				new RateLimitFilter(limit, warmUp));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
		registration.setEnabled(properties.enabled());
		return registration;
	}

	@Bean
	TokenRateLimit tokenRateLimit(RateLimit limit, GatewayProperties gateway, IdentityProperties identity) {
		return new TokenRateLimit(limit, gateway.demoIssuer() ? identity.issuer() : "");
	}

	@Bean
	Customizer<HttpSecurity> countedTokens(TokenRateLimit limit) {
		return (http) -> http.addFilterAfter(limit::filter, BearerTokenAuthenticationFilter.class);
	}

}
