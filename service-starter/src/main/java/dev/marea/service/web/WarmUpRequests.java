package dev.marea.service.web;

import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Recognizes the requests that an instance sends to itself, by a header whose value only
 * this process knows. They are no demand, so no meter counts them.
 */
public class WarmUpRequests {

	/** Name of the header. */
	public static final String HEADER = "Marea-Warm-Up";

	private final String secret = UUID.randomUUID().toString();

	/** Value of the header. */
	public String secret() {
		return this.secret;
	}

	public boolean includes(HttpServletRequest request) {
		return this.secret.equals(request.getHeader(HEADER));
	}

}
