package dev.marea.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened once, a line of {@code events.jsonl}.
 *
 * @param t seconds since the run's start; negative for what happened before it
 * @param kind one of the constants here
 * @param service the service it happened to
 * @param instance the instance it happened to
 * @param desired for {@link #DECISION}: how many instances are wanted from now on
 * @param text more about it: a decision's reason, a phase's name
 */
public record Event(double t, String kind, @Nullable String service, @Nullable String instance,
		@Nullable Integer desired, @Nullable String text) {

	/** An instance was asked for; its start-up begins. */
	public static final String CREATED = "created";

	/** A place to run was found for an instance. */
	public static final String SCHEDULED = "scheduled";

	/** The process runs, but is not ready yet. */
	public static final String STARTED = "started";

	/** An instance says that it is ready. */
	public static final String READY = "ready";

	/** An instance was given its first request. */
	public static final String FIRST = "first";

	/** An instance that was ready is so no longer, and was not told to go. */
	public static final String UNREADY = "unready";

	/** Callers are told of an instance's address. */
	public static final String LISTED = "listed";

	/** Callers are no longer told of an instance's address. */
	public static final String UNLISTED = "unlisted";

	/** An instance was told to go. */
	public static final String TERMINATING = "terminating";

	/** An instance that was told to go is gone. */
	public static final String GONE = "gone";

	/** An instance is gone that nobody told to go. */
	public static final String CRASHED = "crashed";

	/** A crashed instance was started again. */
	public static final String RESTARTED = "restarted";

	/** The autoscaler wants another number of instances. */
	public static final String DECISION = "decision";

	/**
	 * The autoscaler says something else of itself, such as that it is at its maximum.
	 */
	public static final String CONDITION = "condition";

	/** The platform says something about the service or an instance. */
	public static final String MESSAGE = "message";

	/** A machine that instances run on came, went or changed. */
	public static final String NODE = "node";

	/** The run enters another part of itself, such as waiting for the fleet to shrink. */
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
