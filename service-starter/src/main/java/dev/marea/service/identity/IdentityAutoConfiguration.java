package dev.marea.service.identity;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import dev.marea.service.audit.Caller;
import dev.marea.service.problem.ProblemException;
import dev.marea.service.problem.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.OAuth2ProtectedResourceMetadataFilter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Makes every service a stateless resource server. The management port needs no token,
 * because it is not reachable from outside.
 */
@AutoConfiguration(before = OAuth2ResourceServerAutoConfiguration.class)
@EnableConfigurationProperties(IdentityProperties.class)
class IdentityAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(IdentityAutoConfiguration.class);

	/** The parameter of the challenge that Spring writes when metadata is off. */
	private static final String NO_METADATA = "resource_metadata=\"\"";

	private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();

	private final BearerTokenAccessDeniedHandler denial = new BearerTokenAccessDeniedHandler();

	private final Duration retryAfter;

	private final ObjectProvider<UnauthorizedRequests> listeners;

	IdentityAutoConfiguration(IdentityProperties properties, ObjectProvider<UnauthorizedRequests> listeners) {
		this.retryAfter = properties.keyCooldown();
		this.challenge.setResourceMetadataParameterResolver((request) -> "");
		this.listeners = listeners;
	}

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	TokenSigner tokenSigner(IdentityProperties properties, Clock clock) {
		return new TokenSigner(properties, clock);
	}

	@Bean
	@ConditionalOnMissingBean
	JwtDecoder jwtDecoder(IdentityProperties properties) {
		return new TrustedKeysDecoder(properties);
	}

	/**
	 * Turned off: a span and a timer around each filter would cost more than the filters.
	 */
	@Bean
	@ConditionalOnMissingBean
	SecurityObservationSettings securityObservations() {
		return SecurityObservationSettings.noObservations();
	}

	@Bean
	@ConditionalOnMissingBean
	SecurityFilterChain serviceSecurity(HttpSecurity http, ObjectProvider<AccessRules> rules) {
		http.csrf(AbstractHttpConfigurer::disable)
			.formLogin(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
		http.authorizeHttpRequests((requests) -> {
			requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
			requests.requestMatchers(EndpointRequest.toAnyEndpoint()).permitAll();
			// The service's rules come first, because a route of the gateway may be below
			// /v3/api-docs.
			rules.orderedStream().forEach((rule) -> rule.apply(requests));
			requests.requestMatchers("/v3/api-docs", "/v3/api-docs/**").permitAll();
			requests.anyRequest().authenticated();
		});
		http.oauth2ResourceServer((server) -> server.jwt((jwt) -> {
		})
			.authenticationEntryPoint(this::unauthorized)
			.accessDeniedHandler(this::forbidden)
			.withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {

				@Override
				public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
					filter.setAuthenticationFailureHandler(IdentityAutoConfiguration.this::notAuthenticated);
					return filter;
				}

			}));
		http.addFilterAfter(IdentityAutoConfiguration::noteCaller, BearerTokenAuthenticationFilter.class);
		http.exceptionHandling(
				(errors) -> errors.authenticationEntryPoint(this::unauthorized).accessDeniedHandler(this::forbidden));
		return withoutMetadata(http.build());
	}

	/**
	 * Removes Spring's resource metadata (RFC 9728). It repeats the caller's Host header
	 * and claims that tokens are bound to certificates.
	 */
	private static SecurityFilterChain withoutMetadata(DefaultSecurityFilterChain chain) {
		return new DefaultSecurityFilterChain(chain.getRequestMatcher(),
				chain.getFilters()
					.stream()
					.filter((filter) -> !(filter instanceof OAuth2ProtectedResourceMetadataFilter))
					.toList());
	}

	/**
	 * Keeps the caller for the audit trail before an authorization rule can refuse the
	 * request.
	 */
	private static void noteCaller(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token
				&& request instanceof HttpServletRequest http) {
			Caller.is(http, token.getToken().getClaimAsString(JwtClaimNames.ISS), token.getName());
		}
		chain.doFilter(request, response);
	}

	/**
	 * Answers 503 if the issuer is unavailable; Spring's own handler would cause a 500.
	 */
	private void notAuthenticated(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (ex instanceof AuthenticationServiceException) {
			if (isAnswered(request, response)) {
				return;
			}
			logger.warn("A token cannot be verified: {}", ex.getMessage());
			ProblemException problem = new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
					"The issuer of this token cannot be reached now.")
				.retryAfter(this.retryAfter);
			problem.getHeaders().forEach((name, values) -> values.forEach((value) -> response.setHeader(name, value)));
			Problems.write(request, response, problem.getBody());
		}
		else {
			unauthorized(request, response, ex);
		}
	}

	private void unauthorized(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (isAnswered(request, response)) {
			return;
		}
		this.challenge.commence(request, response, ex);
		String challenge = response.getHeader(HttpHeaders.WWW_AUTHENTICATE);
		if (challenge != null) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE,
					challenge.replace(NO_METADATA, "").replaceAll(",? *$", ""));
		}
		Problems.write(request, response, Problems.of(HttpStatus.UNAUTHORIZED));
	}

	private boolean isAnswered(HttpServletRequest request, HttpServletResponse response) throws IOException {
		UnauthorizedRequests listener = this.listeners.getIfUnique();
		return listener != null && listener.answer(request, response);
	}

	private void forbidden(HttpServletRequest request, HttpServletResponse response, AccessDeniedException ex)
			throws IOException {
		this.denial.handle(request, response, ex);
		Problems.write(request, response, Problems.of(HttpStatus.FORBIDDEN));
	}

}
