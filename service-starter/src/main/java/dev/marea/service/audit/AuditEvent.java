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
 * One event of the audit trail, written to the logger {@code dev.marea.audit}. Its fields
 * have the names of the Elastic Common Schema; names of other fields begin with
 * {@code marea.}. A value has at most 200 characters and no control characters, so that
 * no caller can forge a line of a plain-text log.
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
	 * Creates an event.
	 * @param action object and verb, such as {@code order.place}
	 * @param success whether the action succeeded
	 */
	public AuditEvent(String action, boolean success) {
		this.fields.put(ACTION, action);
		this.fields.put(OUTCOME, success ? "success" : "failure");
	}

	/** Adds a field to the event of the request that this thread serves. */
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

	/** Adds the fields that were noted while the request was served. */
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
	 * Sets the actor: a token's subject, or the name of a service that acts on its own.
	 */
	public AuditEvent by(@Nullable String user) {
		return with(USER, user);
	}

	/** Sets the object of the action. */
	public AuditEvent on(@Nullable String target) {
		return with(TARGET, target);
	}

	/** Adds a field unless the value is null. */
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

	/** Message for plain-text logs. */
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
