package dev.marea.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a request's valid token. The security chain clears its own context
 * before the audit filter reads it, so the subject is kept with the request.
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
