package dev.marea.lab.shadow;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The target of a live autoscaler. One thread calls it. */
public interface LiveTarget extends AutoCloseable {

	/** The target's name. */
	String name();

	/**
	 * The desired number of replicas now, which the live controller sets.
	 * @throws Unreadable if there is no answer
	 */
	int replicas();

	/**
	 * The inputs of a sync, as the live controller reads them.
	 * @throws Unreadable if the pods cannot be read
	 */
	Sight look();

	/**
	 * What the live controller says about its last scaling to this number; absent if
	 * nothing is known.
	 */
	@Nullable String explanation(int replicas);

	/** Where the live autoscaler differs from the one of the file, each as a clause. */
	List<String> otherwise();

	/** Notes that a reader needs to interpret the figures, as sentences. */
	List<String> notes();

	@Override
	void close();

	/** The target cannot be read now. The message is a sentence without a full stop. */
	final class Unreadable extends RuntimeException {

		public Unreadable(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
