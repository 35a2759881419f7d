package dev.marea.lab.observe;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a place; becomes an {@link dev.marea.lab.run.Event} of the
 * run that observes it.
 *
 * @param nanos when, on {@code System.nanoTime()}'s clock
 * @param kind one of the constants of {@link dev.marea.lab.run.Event}
 * @param service the service it happened to
 * @param instance the instance it happened to
 * @param desired for a decision: how many instances are wanted
 * @param text more about it
 */
public record Happening(long nanos, String kind, @Nullable String service, @Nullable String instance,
		@Nullable Integer desired, @Nullable String text) {

	public static Happening of(String kind, String service, String instance, @Nullable String text) {
		return new Happening(System.nanoTime(), kind, service, instance, null, text);
	}

	public static Happening decision(String service, int desired, String reason) {
		return new Happening(System.nanoTime(), "decision", service, null, desired, reason);
	}

}
