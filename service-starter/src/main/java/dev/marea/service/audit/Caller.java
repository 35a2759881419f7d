package dev.marea.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a request's valid token. The security chain clears its own context
 * before the audit filter reads it, so the subject is kept with the request.
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
