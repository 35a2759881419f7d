package dev.marea.service.identity;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Handles requests whose token is missing, invalid or not verifiable, before they are
 * answered with 401 or 503.
 */
@FunctionalInterface
public interface UnauthorizedRequests {

	/**
	 * May answer the request in another way.
	 * @return whether it is answered
	 */
	boolean answer(HttpServletRequest request, HttpServletResponse response) throws IOException;

}
