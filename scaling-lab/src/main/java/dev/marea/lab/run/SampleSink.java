package dev.marea.lab.run;

/**
 * Receives every request when it leaves and when it ends. Called by many threads at once.
 * Moments are on {@link System#nanoTime()}'s clock.
 */
@FunctionalInterface
public interface SampleSink {

	/** A request ended. */
	void accept(Sample sample);

	/**
	 * A request is about to leave. Must not block, because it is called before the
	 * request is sent.
	 * @param intended its intended start
	 * @param nanos when it leaves
	 */
	default void sent(long intended, long nanos) {
	}

	/** The load ends: requests that are due after this moment are not sent. */
	default void loadEnded(long nanos) {
	}

}
