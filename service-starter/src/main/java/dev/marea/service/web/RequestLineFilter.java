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
 * Refuses request lines that no service supports.
 * <ul>
 * <li>Unknown methods get 501; the security chain's firewall would answer 400.</li>
 * <li>HTTP/0.9 gets 505. Its answers have neither status nor headers, so callers would
 * take an error for the document.</li>
 * <li>Paths with parameters ({@code /a;b=c}) get 400. No service uses parameters. A
 * malformed escape in one would make a parser before the firewall fail with 500.</li>
 * </ul>
 */
class RequestLineFilter extends OncePerRequestFilter {

	/** Methods that services implement; they bound the label values of meters. */
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
