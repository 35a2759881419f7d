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
 * Counts requests without a token before anything else looks at them. A request with one
 * is counted once the token is verified, as only a valid token chooses the bucket.
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
		// As Spring Security looks for it.
		if (!StringUtils.startsWithIgnoreCase(request.getHeader(HttpHeaders.AUTHORIZATION), "bearer")) {
			if (this.limit.admit(Client.at(request.getRemoteAddr()), request, response)) {
				chain.doFilter(request, response);
			}
			return;
		}
		RateLimit.defer(request);
		chain.doFilter(request, response);
		// Refused before anybody looked at the token.
		this.limit.admitDeferred(Client.at(request.getRemoteAddr()), request, response);
	}

}
