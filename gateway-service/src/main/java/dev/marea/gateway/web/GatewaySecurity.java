package dev.marea.gateway.web;

import dev.marea.service.identity.AccessRules;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * The catalogue may be read by all; whoever writes or orders needs a token, and what it
 * allows is for the service to say. The rest is the storefront, or not there.
 */
@Configuration(proxyBeanMethods = false)
class GatewaySecurity {

	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; "
			+ "form-action 'self'; frame-ancestors 'none'; object-src 'none'";

	@Bean
	AccessRules gatewayAccess() {
		return (requests) -> {
			for (HttpMethod reading : new HttpMethod[] { HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS }) {
				requests.requestMatchers(reading, "/api/catalog/**").permitAll();
			}
			requests.requestMatchers("/api/catalog/**", "/api/orders/**").authenticated();
			requests.requestMatchers("/**").permitAll();
		};
	}

	@Bean
	Customizer<HeadersConfigurer<HttpSecurity>> browserHeaders() {
		return (headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
			.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
	}

}
