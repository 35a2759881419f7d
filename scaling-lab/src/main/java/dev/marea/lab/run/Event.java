package dev.marea.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * An event of a run, a line of {@code events.jsonl}.
 *
 * @param t seconds since the run's start; negative for what happened before it
 * @param kind one of the constants here
 * @param service its service
 * @param instance its instance
 * @param desired for {@link #DECISION}: the desired number of instances from now on
 * @param text details: a decision's reason, a phase's name
 */
public record Event(double t, String kind, @Nullable String service, @Nullable String instance,
		@Nullable Integer desired, @Nullable String text) {

	/** An instance was requested; its start-up begins. */
	public static final String CREATED = "created";

	/** An instance got its node, or its turn to start. */
	public static final String SCHEDULED = "scheduled";

	/** The process runs, but is not ready yet. */
	public static final String STARTED = "started";

	/** An instance became ready. */
	public static final String READY = "ready";

	/** An instance answered its first request. */
	public static final String FIRST = "first";

	/** A ready instance is no longer ready, and was not asked to stop. */
	public static final String UNREADY = "unready";

	/** Discovery publishes an instance's address. */
	public static final String LISTED = "listed";

	/** Discovery no longer publishes an instance's address. */
	public static final String UNLISTED = "unlisted";

	/** An instance was asked to stop (SIGTERM). */
	public static final String TERMINATING = "terminating";

	/** A terminating instance is gone. */
	public static final String GONE = "gone";

	/** An instance is gone that was not asked to stop. */
	public static final String CRASHED = "crashed";

	/** A crashed instance was restarted. */
	public static final String RESTARTED = "restarted";

	/** The autoscaler changed the desired number of instances. */
	public static final String DECISION = "decision";

	/**
	 * The decision of an autoscaler that runs beside the live one and scales nothing.
	 */
	public static final String SHADOW = "shadow";

	/**
	 * Another message of the autoscaler, for example that it is at its maximum.
	 */
	public static final String CONDITION = "condition";

	/** A message of the platform about the service or an instance. */
	public static final String MESSAGE = "message";

	/** A node was added, removed or changed. */
	public static final String NODE = "node";

	/** The run enters another phase, for example the wait for the scale-in. */
	public static final String PHASE = "phase";

	public static Event of(double t, String kind, String service, String instance) {
		return new Event(t, kind, service, instance, null, null);
	}

	public static Event decision(double t, String service, int desired, String reason) {
		return new Event(t, DECISION, service, null, desired, reason);
	}

	public static Event phase(double t, String text) {
		return new Event(t, PHASE, null, null, null, text);
	}

	public boolean is(String kind) {
		return this.kind.equals(kind);
	}

}
