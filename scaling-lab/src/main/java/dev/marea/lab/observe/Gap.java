package dev.marea.lab.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A gap in the observation of a place. Moments are on {@code System.nanoTime()}'s clock.
 *
 * @param from when the observation was last complete
 * @param to when it was complete again, {@code from} or later
 */
public record Gap(long from, long to) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/** The time of day of a moment, such as {@code 13:02:11 UTC}. */
	public static String time(long nanos) {
		return TIME.format(Instant.now().minus(System.nanoTime() - nanos, ChronoUnit.NANOS));
	}

	public Duration length() {
		return Duration.ofNanos(this.to - this.from);
	}

	/** Such as {@code 14.2 s (13:02:11 UTC to 13:02:25 UTC)}. */
	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.1f s (%s to %s)", length().toMillis() / 1000.0, time(this.from),
				time(this.to));
	}

}
