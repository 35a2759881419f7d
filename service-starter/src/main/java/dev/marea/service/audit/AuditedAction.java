package dev.marea.service.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Builds the {@link AuditEvent} of one action. The event's type is the action, its
 * principal the actor, its data the fields of the audit trail. Their names are those of
 * the Elastic Common Schema; names of other fields begin with {@code marea.}. A value has
 * at most 200 characters and no control characters, so that no caller can forge a line of
 * a plain-text log.
 */
public final class AuditedAction {

	static final String OUTCOME = "event.outcome";

	static final String REASON = "event.reason";

	static final String SOURCE = "source.ip";

	static final String TARGET = "marea.target";

	private static final int LONGEST = 200;

	private static final Logger logger = LoggerFactory.getLogger(AuditedAction.class);

	private final String action;

	private @Nullable String actor;

	private final Map<String, Object> data = new LinkedHashMap<>();

	/**
	 * Creates an event.
	 * @param action object and verb, such as {@code order.place}
	 * @param success whether the action succeeded
	 */
	public AuditedAction(String action, boolean success) {
		this.action = action;
		this.data.put(OUTCOME, success ? "success" : "failure");
	}

	/**
	 * Sets the actor: a token's subject, or the name of a service that acts on its own.
	 */
	public AuditedAction by(@Nullable String actor) {
		this.actor = (actor != null) ? legible(actor) : null;
		return this;
	}

	/** Sets the object of the action. */
	public AuditedAction on(@Nullable String target) {
		return with(TARGET, target);
	}

	/** Adds a field unless the value is null. */
	public AuditedAction with(String field, @Nullable Object value) {
		if (value != null) {
			this.data.put(field, (value instanceof Number) ? value : legible(value.toString()));
		}
		return this;
	}

	/**
	 * Writes the event to the audit log, then publishes it to listeners. A listener that
	 * fails does not change the result of the action.
	 */
	public void publish(ApplicationEventPublisher events) {
		AuditEvent event = toEvent();
		AuditLogger.write(event);
		try {
			events.publishEvent(new AuditApplicationEvent(event));
		}
		catch (RuntimeException ex) {
			// A message may repeat the caller's bytes.
			StackTraceElement[] trace = ex.getStackTrace();
			logger.error("{}: a listener of audit events failed with {} at {}", this.action, ex.getClass().getName(),
					(trace.length > 0) ? trace[0] : "an unknown place");
		}
	}

	/** The principal is empty if there is no actor. */
	AuditEvent toEvent() {
		return new AuditEvent(this.actor, this.action, new LinkedHashMap<>(this.data));
	}

	private static String legible(String value) {
		String cut = (value.length() > LONGEST) ? value.substring(0, LONGEST) + "…" : value;
		return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
	}

}
