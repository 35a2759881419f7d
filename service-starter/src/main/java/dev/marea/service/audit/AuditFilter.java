package dev.marea.service.audit;

import java.io.IOException;
import java.util.Set;

import dev.marea.service.problem.Problems;
import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Publishes an audit event for every request that may change something, whatever its
 * outcome, and for every request that was refused with 401 or 403. It runs outside the
 * security chain to see refused requests. To keep secrets out of the trail, it reads two
 * headers and neither bodies nor queries.
 */
class AuditFilter extends OncePerRequestFilter {

	private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final int LONGEST_METHOD = 20;

	/** Action of requests that reached no {@link Audited} method. */
	private static final String SOME_REQUEST = "request";

	private final WarmUpRequests warmUp;

	private final ApplicationEventPublisher events;

	AuditFilter(WarmUpRequests warmUp, ApplicationEventPublisher events) {
		this.warmUp = warmUp;
		this.events = events;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
		try {
			chain.doFilter(request, response);
			status = response.getStatus();
		}
		finally {
			if ((!READING.contains(request.getMethod()) || isRefusal(status)) && !this.warmUp.includes(request)) {
				action(request, response, status).publish(this.events);
			}
		}
	}

	private static boolean isRefusal(int status) {
		return status == HttpServletResponse.SC_UNAUTHORIZED || status == HttpServletResponse.SC_FORBIDDEN;
	}

	private static AuditedAction action(HttpServletRequest request, HttpServletResponse response, int status) {
		String path = request.getRequestURI();
		String created = response.getHeader(HttpHeaders.LOCATION);
		AuditedAction action = new AuditedAction(name(request), status < 400)
			.with(AuditedAction.REASON, Problems.slugOf(request))
			.by(Caller.subjectOf(request))
			.with("user.domain", Caller.issuerOf(request))
			.with(AuditedAction.SOURCE, request.getRemoteAddr())
			.with("marea.forwarded", forwarded(request))
			.with("http.request.method", method(request))
			.with("url.path", path)
			.with("http.response.status_code", status)
			// The target of a redirect has a query, which may hold secrets.
			.on((created != null && status < 300) ? created : path);
		AuditNotes.copy(request, action);
		return action;
	}

	/** Callers choose the method, up to the limit of the request line. */
	private static String method(HttpServletRequest request) {
		String method = request.getMethod();
		return (method.length() <= LONGEST_METHOD) ? method : "_OTHER";
	}

	private static String name(HttpServletRequest request) {
		Audited audited = (request
			.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod method)
					? method.getMethodAnnotation(Audited.class) : null;
		return (audited != null) ? audited.value() : SOME_REQUEST;
	}

	/**
	 * Keeps only the characters of addresses, because a caller may write anything there.
	 */
	private static @Nullable String forwarded(HttpServletRequest request) {
		String header = request.getHeader("X-Forwarded-For");
		return (header != null) ? header.replaceAll("[^0-9A-Fa-f.:, ]", "?") : null;
	}

}
