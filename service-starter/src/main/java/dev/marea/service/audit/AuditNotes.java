package dev.marea.service.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Fields that a controller adds to the audit event of its request.
 */
public final class AuditNotes {

	private static final String NOTES = AuditNotes.class.getName();

	private AuditNotes() {
	}

	/**
	 * Adds a field to the event of the request that this thread serves.
	 * @param name name of the field, to which {@code marea.} is prefixed
	 * @param value value of the field
	 */
	public static void add(String name, Object value) {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		if (request != null) {
			Map<String, Object> notes = new LinkedHashMap<>();
			if (request.getAttribute(NOTES, RequestAttributes.SCOPE_REQUEST) instanceof Map<?, ?> before) {
				before.forEach((key, noted) -> notes.put((String) key, noted));
			}
			notes.put(name, value);
			request.setAttribute(NOTES, notes, RequestAttributes.SCOPE_REQUEST);
		}
	}

	/** Copies the request's fields into its event. */
	static void copy(HttpServletRequest request, AuditedAction action) {
		if (request.getAttribute(NOTES) instanceof Map<?, ?> notes) {
			notes.forEach((name, value) -> action.with("marea." + name, value));
		}
	}

}
