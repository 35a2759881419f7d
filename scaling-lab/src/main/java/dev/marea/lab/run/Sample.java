package dev.marea.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * One request and its outcome.
 *
 * @param intended its intended start, in nanoseconds on {@link System#nanoTime()}'s
 * clock; latency counts from here
 * @param sent when it was handed to the HTTP client, same clock; equal to {@code done}
 * when it never was
 * @param done when its answer was read in full, or it failed, same clock
 * @param request the request's name in the scenario
 * @param status the HTTP status; 0 when there was no HTTP answer
 * @param error why the request failed apart from its status: no connection, a timeout, a
 * failed check; absent if none of these happened
 * @param servedBy the answer's {@code Served-By} header
 */
public record Sample(long intended, long sent, long done, String request, int status, @Nullable String error,
		@Nullable String servedBy) {

	/**
	 * Whether the client saw an error: no answer, a 5xx, or a check that did not hold.
	 */
	public boolean failed() {
		return this.status == 0 || this.status >= 500 || this.error != null;
	}

	/** Whether its answer was complete, whatever its content. */
	public boolean answered() {
		return this.status != 0;
	}

	/** Whether it was sent; if not, its latency has no meaning. */
	public boolean wasSent() {
		return this.sent < this.done;
	}

	/** Why a request failed that got no connection in time; its timeout follows. */
	public static final String NO_CONNECTION = "no connection within ";

	/** Why a request failed that got no answer in time; its timeout follows. */
	public static final String NO_ANSWER = "no whole answer within ";

	/** Why a request failed that found too many in flight; how many follows. */
	public static final String NOT_SENT = "not sent: more than ";

	/** Whether it failed by a timeout. */
	public boolean late() {
		return this.status == 0 && this.error != null && (this.error.startsWith(NO_CONNECTION)
				|| this.error.startsWith(NO_ANSWER) || this.error.startsWith(NOT_SENT));
	}

	/** Nanoseconds from the intended start to the end. */
	public long latency() {
		return this.done - this.intended;
	}

}
