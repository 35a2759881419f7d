package dev.marea.gateway.limit;

import java.io.IOException;

import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts a request without a token before all other checks. Counts a request with a token
 * after its verification, because only a valid token selects a bucket.
 */
class RateLimitFilter extends OncePerRequestFilter {

	private final RateLimit limit;

	private final WarmUpRequests warmUp;

	RateLimitFilter(RateLimit limit, WarmUpRequests warmUp) {
		this.limit = limit;
		this.warmUp = warmUp;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.warmUp.includes(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		// The same test as in Spring Security.
		if (!StringUtils.startsWithIgnoreCase(request.getHeader(HttpHeaders.AUTHORIZATION), "bearer")) {
			if (this.limit.admit(Client.at(request.getRemoteAddr()), request, response)) {
				chain.doFilter(request, response);
			}
			return;
		}
		RateLimit.defer(request);
		chain.doFilter(request, response);
		// The request was refused before the token was verified.
		this.limit.admitDeferred(Client.at(request.getRemoteAddr()), request, response);
	}

}
