package dev.marea.lab.kubernetes;

import java.time.Duration;

import dev.marea.lab.observe.Gap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the lab may read one kind of source. A source that refuses is tried again with
 * pauses that double. Moments are on {@code System.nanoTime()}'s clock. Safe for use by
 * several threads.
 */
final class Access {

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	/** A pod that starts or ends, or an unreachable node, does not answer for a while. */
	private static final Duration SILENCE = Duration.ofSeconds(30);

	private final String name;

	private Duration pause = FIRST_PAUSE;

	private long next;

	/** When it last answered, or when it was first asked without an answer. */
	private @Nullable Long heard;

	private @Nullable Long refusedSince;

	private boolean silent;

	/**
	 * @param name the source and the right that it needs, in the plural
	 */
	Access(String name) {
		this.name = name;
	}

	/** Whether to ask it now. */
	synchronized boolean may(long now) {
		return this.refusedSince == null || now - this.next >= 0;
	}

	/**
	 * Reading was refused.
	 * @return a message for the user; absent if it was sent before
	 */
	synchronized @Nullable String refused(String reason, long now) {
		if (this.refusedSince != null) {
			if (now - this.next >= 0) {
				this.pause = this.pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? this.pause.multipliedBy(2)
						: LONGEST_PAUSE;
				this.next = now + this.pause.toNanos();
			}
			return null;
		}
		this.refusedSince = now;
		this.next = now + this.pause.toNanos();
		return "%s may not be read since %s: %s They are tried again every %d to %d s.".formatted(this.name,
				Gap.time(now), reason, FIRST_PAUSE.toSeconds(), LONGEST_PAUSE.toSeconds());
	}

	/**
	 * It gave no answer, or an unreadable one.
	 * @return a message for the user; absent if it was sent before, or may be normal
	 */
	synchronized @Nullable String failed(String reason, long now) {
		this.heard = (this.heard != null) ? this.heard : (Long) now;
		if (this.silent || this.refusedSince != null || now - this.heard < SILENCE.toNanos()) {
			return null;
		}
		this.silent = true;
		return "%s give no answer since %s: %s".formatted(this.name, Gap.time(this.heard), reason);
	}

	/**
	 * It answered.
	 * @param asked when it was asked
	 * @return a message for the user; absent if nothing has changed
	 */
	synchronized @Nullable String answered(long asked, long now) {
		Long since = (this.refusedSince != null) ? this.refusedSince : this.silent ? this.heard : null;
		if (this.refusedSince != null && asked - this.refusedSince < 0) {
			return null;
		}
		// Otherwise a source that answers for some pods only would be tried all the time.
		this.pause = (this.refusedSince != null || now - this.next < LONGEST_PAUSE.toNanos()) ? this.pause
				: FIRST_PAUSE;
		this.refusedSince = null;
		this.silent = false;
		this.heard = now;
		return (since != null) ? "%s are read again after %s.".formatted(this.name, new Gap(since, now)) : null;
	}

}
