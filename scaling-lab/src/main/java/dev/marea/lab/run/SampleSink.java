package dev.marea.lab.run;

/**
 * Takes every request as it leaves and as it ends. Called from many threads at once.
 * Moments are on {@link System#nanoTime()}'s clock.
 */
@FunctionalInterface
public interface SampleSink {

	/** A request ended. */
	void accept(Sample sample);

	/**
	 * A request is about to leave; called before it does, so it must not wait.
	 * @param intended when the schedule wanted it to leave
	 * @param nanos when it leaves
	 */
	default void sent(long intended, long nanos) {
	}

	/** Nothing will be sent that was due after this moment. */
	default void loadEnded(long nanos) {
	}

}
