package dev.marea.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whose valid token a request carries. The security chain says it, and forgets it before
 * the request comes back to the audit.
 */
public final class Caller {

	private static final String ATTRIBUTE = Caller.class.getName();

	private Caller() {
	}

	public static void is(HttpServletRequest request, String subject) {
		request.setAttribute(ATTRIBUTE, subject);
	}

	static @Nullable String of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof String subject) ? subject : null;
	}

}
