package dev.marea.service.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * One event of the audit trail: a log event of the logger {@code dev.marea.audit} whose
 * fields have the names of the Elastic Common Schema; what that does not know begins with
 * {@code marea.}. A value is at most 200 characters long and has no control characters,
 * so that nobody can forge a line of a plain-text log.
 */
public final class AuditEvent {

	static final String LOGGER = "dev.marea.audit";

	static final String ACTION = "event.action";

	static final String OUTCOME = "event.outcome";

	static final String REASON = "event.reason";

	static final String USER = "user.id";

	static final String SOURCE = "source.ip";

	static final String TARGET = "marea.target";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private static final String NOTES = AuditEvent.class.getName() + ".notes";

	private static final int LONGEST = 200;

	private final Map<String, Object> fields = new LinkedHashMap<>();

	/**
	 * An event.
	 * @param action the thing and the deed: {@code order.place}
	 * @param success whether it was done
	 */
	public AuditEvent(String action, boolean success) {
		this.fields.put(ACTION, action);
		this.fields.put(OUTCOME, success ? "success" : "failure");
	}

	/** Adds to the event of the request that this thread serves. */
	public static void note(String name, Object value) {
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

	/** With all that was noted while the request was served. */
	AuditEvent withNotes(@Nullable Object notes) {
		if (notes instanceof Map<?, ?> noted) {
			noted.forEach((name, value) -> with("marea." + name, value));
		}
		return this;
	}

	static String notes() {
		return NOTES;
	}

	/**
	 * Who did it: the subject of a token, or the name of a service that acts by itself.
	 */
	public AuditEvent by(@Nullable String user) {
		return with(USER, user);
	}

	/** What it was done to. */
	public AuditEvent on(@Nullable String target) {
		return with(TARGET, target);
	}

	/** Adds a field, unless there is no value. */
	public AuditEvent with(String field, @Nullable Object value) {
		if (value != null) {
			this.fields.put(field, (value instanceof Number) ? value : legible(value.toString()));
		}
		return this;
	}

	public void log() {
		LoggingEventBuilder event = logger.atInfo();
		this.fields.forEach(event::addKeyValue);
		event.log(sentence());
	}

	/** For who reads a log without its fields. */
	private String sentence() {
		String reason = this.fields.containsKey(REASON) ? " (" + this.fields.get(REASON) + ")" : "";
		return "%s of %s by %s from %s: %s%s".formatted(this.fields.get(ACTION), this.fields.getOrDefault(TARGET, "-"),
				this.fields.getOrDefault(USER, "nobody known"), this.fields.getOrDefault(SOURCE, "inside"),
				this.fields.get(OUTCOME), reason);
	}

	private static String legible(String value) {
		String cut = (value.length() > LONGEST) ? value.substring(0, LONGEST) + "…" : value;
		return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
	}

}
