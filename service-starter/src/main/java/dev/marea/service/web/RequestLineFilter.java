package dev.marea.service.web;

import java.io.IOException;
import java.util.Set;

import dev.marea.service.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what no service understands of a request line.
 * <ul>
 * <li>Unknown methods, 501: the security chain's firewall would answer 400.</li>
 * <li>HTTP/0.9, 505: its answers have neither status nor headers, so that callers take an
 * error for the document.</li>
 * <li>Paths with parameters ({@code /a;b=c}), 400. No service has any, the firewall would
 * refuse them, and a malformed escape in one makes the parser before it fail with
 * 500.</li>
 * </ul>
 */
class RequestLineFilter extends OncePerRequestFilter {

	/** Methods that services implement: the bounded values of meters' labels. */
	static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpStatus refusal = refusal(request);
		if (refusal != null) {
			Problems.write(request, response, Problems.of(refusal));
			return;
		}
		chain.doFilter(request, response);
	}

	private static @Nullable HttpStatus refusal(HttpServletRequest request) {
		if (!request.getProtocol().startsWith("HTTP/") || request.getProtocol().startsWith("HTTP/0")) {
			return HttpStatus.HTTP_VERSION_NOT_SUPPORTED;
		}
		if (!METHODS.contains(request.getMethod())) {
			return HttpStatus.NOT_IMPLEMENTED;
		}
		return (request.getRequestURI().indexOf(';') >= 0) ? HttpStatus.BAD_REQUEST : null;
	}

}
