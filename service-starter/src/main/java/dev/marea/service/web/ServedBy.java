package dev.marea.service.web;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The header with the instances that took part in an answer, the innermost first.
 */
public final class ServedBy {

	/** Name of the header. */
	public static final String HEADER = "Served-By";

	private ServedBy() {
	}

	/**
	 * Inserts the instances that a called service named before this instance. Does
	 * nothing outside a request.
	 * @param instances value of the called service's header
	 */
	public static void prepend(@Nullable String instances) {
		if (instances != null && RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
				&& request.getResponse() != null) {
			HttpServletResponse response = request.getResponse();
			String own = response.getHeader(HEADER);
			response.setHeader(HEADER, (own != null) ? instances + ", " + own : instances);
		}
	}

}
