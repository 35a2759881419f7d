package dev.marea.service.body;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells which requests have bodies that are not in memory: serving them includes waiting
 * for their clients.
 */
public final class StreamedBodies {

	private static final String ATTRIBUTE = StreamedBodies.class.getName();

	private StreamedBodies() {
	}

	static void mark(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, true);
	}

	public static boolean include(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) != null;
	}

}
