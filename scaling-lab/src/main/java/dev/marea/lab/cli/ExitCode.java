package dev.marea.lab.cli;

/**
 * What the exit codes of all commands mean. {@code ./marea --help} lists them, and the
 * script {@code ./marea} uses the same.
 */
public final class ExitCode {

	/** Done, and every check held. */
	public static final int HELD = 0;

	/**
	 * A check failed: the SLO of the command line, an invariant, a promise of the demo,
	 * or a recorded or live decision. Also a run in which every request failed.
	 */
	public static final int NOT_HELD = 1;

	/** Wrong input; nothing was done. */
	public static final int WRONG_INPUT = 2;

	/** Inconclusive: this machine was too busy for a verdict. */
	public static final int INCONCLUSIVE = 3;

	/** The lab could not do it: something that it needs failed. */
	public static final int FAILED = 4;

	/** {@code doctor} found a problem. */
	public static final int PROBLEM_FOUND = 5;

	private ExitCode() {
	}

}
