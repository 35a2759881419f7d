package dev.marea.gateway.web;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.gateway.openapi.SwaggerUi;
import dev.marea.gateway.route.Routes;
import dev.marea.gateway.signin.SignIn;
import dev.marea.service.identity.AccessRules;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * A route needs a token, except for the methods that its metadata make public. The
 * service checks the token's scopes. All other paths belong to the storefront or answer
 * 404.
 */
@Configuration(proxyBeanMethods = false)
class GatewaySecurity {

	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; connect-src %s; "
			+ "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

	@Bean
	AccessRules gatewayAccess(Routes routes) {
		return (requests) -> {
			requests.requestMatchers(routes::needToken).authenticated();
			requests.requestMatchers("/**").permitAll();
		};
	}

	@Bean
	Customizer<HeadersConfigurer<HttpSecurity>> browserHeaders(SignIn signIn) {
		String policies = CONTENT_SECURITY_POLICY
			.formatted(Stream.concat(Stream.of("'self'"), signIn.origins().stream().sorted())
				.collect(Collectors.joining(" ")));
		return (headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(policies))
			.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
			// Runs after the writer of the policy and replaces it.
			.addHeaderWriter((request, response) -> {
				if (request.getRequestURI().startsWith(SwaggerUi.PATH)) {
					response.setHeader("Content-Security-Policy", policies + SwaggerUi.POLICY);
				}
			});
	}

}
