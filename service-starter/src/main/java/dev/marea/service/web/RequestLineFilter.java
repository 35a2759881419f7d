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
 * Refuses request lines that no service supports.
 * <ul>
 * <li>Unknown methods get 501; the security chain's firewall would answer 400.</li>
 * <li>TRACE and QUERY get 405, as no resource supports them. Tomcat would name its own
 * methods in {@code Allow}, and the servlet would echo a TRACE. The filter asks the
 * resource for its methods as OPTIONS does, so a missing right or an unknown path is
 * answered as for any method.</li>
 * <li>HTTP/0.9 gets 505. Its answers have neither status nor headers, so callers would
 * take an error for the document.</li>
 * <li>Paths with parameters ({@code /a;b=c}) get 400. No service uses parameters. A
 * malformed escape in one would make a parser before the firewall fail with 500.</li>
 * </ul>
 */
class RequestLineFilter extends OncePerRequestFilter {

	/** Methods that services implement; they bound the label values of meters. */
	static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

	/** Methods that every server knows and no resource here supports. */
	private static final Set<String> UNSUPPORTED = Set.of("TRACE", "QUERY");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpStatus refusal = refusal(request);
		if (refusal != null) {
			Problems.write(request, response, Problems.of(refusal));
			return;
		}
		if (!UNSUPPORTED.contains(request.getMethod())) {
			chain.doFilter(request, response);
		}
		else if (request.getDispatcherType() == DispatcherType.ERROR) {
			chain.doFilter(new AsOptions(request), response);
		}
		else {
			refuseMethod(request, response, chain);
		}
	}

	private static void refuseMethod(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
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
	 * No handler maps the error page to these methods, so that dispatch is wrapped too.
	 */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	private static @Nullable HttpStatus refusal(HttpServletRequest request) {
		if (!request.getProtocol().startsWith("HTTP/") || request.getProtocol().startsWith("HTTP/0")) {
			return HttpStatus.HTTP_VERSION_NOT_SUPPORTED;
		}
		if (!METHODS.contains(request.getMethod()) && !UNSUPPORTED.contains(request.getMethod())) {
			return HttpStatus.NOT_IMPLEMENTED;
		}
		return (request.getRequestURI().indexOf(';') >= 0) ? HttpStatus.BAD_REQUEST : null;
	}

	/**
	 * Buffers the answer to OPTIONS. The servlet sets its own {@code Allow} after a
	 * handler flushed an answer without one. A real response ignores that header, so this
	 * one does.
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
