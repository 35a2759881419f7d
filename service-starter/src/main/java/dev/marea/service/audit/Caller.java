package dev.marea.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whose valid token a request carries. The security chain says it, and forgets it before
 * the request comes back to the audit.
 */
public final class Caller {

	private static final String SUBJECT = Caller.class.getName();

	private static final String ISSUER = SUBJECT + ".issuer";

	private Caller() {
	}

	/** Two issuers may give one subject to two people. */
	public static void is(HttpServletRequest request, @Nullable String issuer, String subject) {
		request.setAttribute(SUBJECT, subject);
		request.setAttribute(ISSUER, issuer);
	}

	static @Nullable String subjectOf(HttpServletRequest request) {
		return (request.getAttribute(SUBJECT) instanceof String subject) ? subject : null;
	}

	static @Nullable String issuerOf(HttpServletRequest request) {
		return (request.getAttribute(ISSUER) instanceof String issuer) ? issuer : null;
	}

}
