package dev.marea.service.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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

	/** Publishes the event to the audit log and to other listeners. */
	public void publish(ApplicationEventPublisher events) {
		events.publishEvent(new AuditApplicationEvent(toEvent()));
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
