package dev.marea.lab.observe;

import org.jspecify.annotations.Nullable;

/**
 * An observed event of a place; becomes an {@link dev.marea.lab.run.Event} of the run.
 *
 * @param nanos when, on {@code System.nanoTime()}'s clock
 * @param kind one of the constants of {@link dev.marea.lab.run.Event}
 * @param service its service
 * @param instance its instance
 * @param desired for a decision: the desired number of instances
 * @param text details
 */
public record ObservedEvent(long nanos, String kind, @Nullable String service, @Nullable String instance,
		@Nullable Integer desired, @Nullable String text) {

	public static ObservedEvent of(String kind, String service, String instance, @Nullable String text) {
		return new ObservedEvent(System.nanoTime(), kind, service, instance, null, text);
	}

	public static ObservedEvent decision(String service, int desired, String reason) {
		return new ObservedEvent(System.nanoTime(), "decision", service, null, desired, reason);
	}

}
