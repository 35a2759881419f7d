package dev.marea.gateway.resilience;

import java.io.IOException;

import io.github.resilience4j.bulkhead.Bulkhead;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Returns the permits of a request's bulkheads once its answer is written or has failed.
 * A route's filter cannot: it ends before the body is copied to the caller.
 */
final class HeldPermits implements Filter {

	private static final String ATTRIBUTE = HeldPermits.class.getName();

	static void add(HttpServletRequest request, Bulkhead bulkhead) {
		request.setAttribute(ATTRIBUTE, new Held(bulkhead, (Held) request.getAttribute(ATTRIBUTE)));
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		finally {
			for (Held held = (Held) request.getAttribute(ATTRIBUTE); held != null; held = held.before()) {
				held.bulkhead().onComplete();
			}
		}
	}

	/**
	 * A forwarded request can pass several routes.
	 */
	private record Held(Bulkhead bulkhead, @Nullable Held before) {
	}

}
