package dev.marea.gateway.limit;

import java.io.IOException;

import dev.marea.service.identity.UnauthorizedRequests;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Counts requests that have a token: for its subject if it is valid, else for the
 * address. Runs in the security chain after the filter that verifies tokens. It is no
 * {@code Filter} itself: Spring Boot would create it with the web server, before the
 * beans that add properties.
 */
class TokenRateLimit implements UnauthorizedRequests {

	private final RateLimit limit;

	private final String demoIssuer;

	/**
	 * Creates the limit.
	 * @param demoIssuer issuer of demo tokens; empty if there is none. Its subjects
	 * select no bucket, because any caller can get tokens for any number of subjects
	 */
	TokenRateLimit(RateLimit limit, String demoIssuer) {
		this.limit = limit;
		this.demoIssuer = demoIssuer;
	}

	/** As {@link Filter#doFilter}. */
	void filter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpServletRequest http = (HttpServletRequest) request;
		if (this.limit.admitDeferred(client(http), http, (HttpServletResponse) response)) {
			chain.doFilter(request, response);
		}
	}

	@Override
	public boolean answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
		return !this.limit.admitDeferred(Client.at(request.getRemoteAddr()), request, response);
	}

	private Client client(HttpServletRequest request) {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken authentication) {
			Jwt token = authentication.getToken();
			String issuer = token.getClaimAsString(JwtClaimNames.ISS);
			String subject = token.getSubject();
			if (issuer != null && subject != null && !issuer.equals(this.demoIssuer)) {
				return Client.signedIn(issuer, subject);
			}
		}
		return Client.at(request.getRemoteAddr());
	}

}
