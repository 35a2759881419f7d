package dev.marea.service.body;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Marks requests whose bodies are not in memory. A thread that serves one of them may
 * wait for its client.
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
