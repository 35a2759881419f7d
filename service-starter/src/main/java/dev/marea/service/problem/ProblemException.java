package dev.marea.service.problem;

import java.time.Duration;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Ends a request with a problem detail (RFC 9457) whose {@code type} is
 * {@code https://marea.dev/problems/<slug>}.
 */
public class ProblemException extends ErrorResponseException {

	public ProblemException(HttpStatus status, String slug, String detail) {
		super(status, Problems.of(status, slug, detail), null);
	}

	public ProblemException with(String property, Object value) {
		getBody().setProperty(property, value);
		return this;
	}

	/**
	 * Names the field to which the problem's sentence refers, in the member
	 * {@code errors}.
	 * @param field name of a parameter or header, or path in the body
	 */
	public ProblemException field(String field) {
		return with("errors", List.of(new InvalidField(field, String.valueOf(getBody().getDetail()))));
	}

	/** Adds {@code Retry-After}, rounded up to whole seconds. */
	public ProblemException retryAfter(Duration delay) {
		getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, delay.plusMillis(999).toSeconds())));
		return this;
	}

}
