package dev.marea.service.web;

import java.io.IOException;
import java.util.Set;

import dev.marea.service.problem.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Refuses what no service understands of a request line.
 * <ul>
 * <li>Unknown methods, 501: the security chain's firewall would answer 400.</li>
 * <li>TRACE, 405: Tomcat would name methods of its own choice in {@code Allow}, and the
 * servlet would echo the request. The resource is asked for its methods instead, as by
 * OPTIONS, so that the caller's rights and unknown addresses count as for any
 * method.</li>
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

	private static final String TRACE = "TRACE";

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpStatus refusal = refusal(request);
		if (refusal != null) {
			Problems.write(request, response, Problems.of(refusal));
			return;
		}
		if (!TRACE.equals(request.getMethod())) {
			chain.doFilter(request, response);
		}
		else if (request.getDispatcherType() == DispatcherType.ERROR) {
			chain.doFilter(new AsOptions(request), response);
		}
		else {
			refuseTrace(request, response, chain);
		}
	}

	private static void refuseTrace(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Held held = new Held(response);
		chain.doFilter(new AsOptions(request), held);
		if (response.isCommitted() || !HttpStatusCode.valueOf(held.getStatus()).is2xxSuccessful()) {
			held.copyBodyToResponse();
			return;
		}
		boolean known = response.getHeader(HttpHeaders.ALLOW) != null;
		Problems.write(request, response,
				Problems.of(known ? HttpStatus.METHOD_NOT_ALLOWED : HttpStatus.NOT_IMPLEMENTED));
	}

	/**
	 * The page for an error that was reported under TRACE must not be asked for by it.
	 */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	private static @Nullable HttpStatus refusal(HttpServletRequest request) {
		if (!request.getProtocol().startsWith("HTTP/") || request.getProtocol().startsWith("HTTP/0")) {
			return HttpStatus.HTTP_VERSION_NOT_SUPPORTED;
		}
		if (!METHODS.contains(request.getMethod()) && !TRACE.equals(request.getMethod())) {
			return HttpStatus.NOT_IMPLEMENTED;
		}
		return (request.getRequestURI().indexOf(';') >= 0) ? HttpStatus.BAD_REQUEST : null;
	}

	/**
	 * Keeps the answer back. The servlet adds an {@code Allow} of its own to an answer
	 * that was flushed without one; it is dropped, as on a connection.
	 */
	private static final class Held extends ContentCachingResponseWrapper {

		private boolean flushed;

		private Held(HttpServletResponse response) {
			super(response);
		}

		@Override
		public void flushBuffer() throws IOException {
			this.flushed = true;
			super.flushBuffer();
		}

		@Override
		public void setHeader(String name, String value) {
			if (!this.flushed) {
				super.setHeader(name, value);
			}
		}

	}

	private static final class AsOptions extends HttpServletRequestWrapper {

		private AsOptions(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getMethod() {
			return "OPTIONS";
		}

	}

}
