package dev.marea.lab.cli;

/**
 * What the exit codes of all commands mean. {@code ./marea --help} lists them, and the
 * script {@code ./marea} uses the same.
 */
public final class ExitCode {

	/** Done, and whatever was judged held. */
	public static final int HELD = 0;

	/**
	 * Judged, and it did not hold: an SLO that was given, an invariant, what the demo
	 * promises, a recorded decision; also a run in which every request failed.
	 */
	public static final int NOT_HELD = 1;

	/** Wrong input; nothing was done. */
	public static final int WRONG_INPUT = 2;

	/** Inconclusive: this machine was too busy to judge by. */
	public static final int INCONCLUSIVE = 3;

	/** It could not be done: something that the lab needs failed. */
	public static final int FAILED = 4;

	/** {@code doctor} found a problem. */
	public static final int PROBLEM_FOUND = 5;

	private ExitCode() {
	}

}
