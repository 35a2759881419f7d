package dev.marea.lab.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Repeats what fails, every second, until a deadline. */
public final class Patience {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final long deadline;

	/**
	 * Begins now.
	 * @param longest longest wait over all that this is asked for
	 */
	public Patience(Duration longest) {
		this.deadline = System.nanoTime() + longest.toNanos();
	}

	/**
	 * Calls it until it does not fail.
	 * @param stopped whether nobody waits any more
	 * @return its first result
	 * @throws Failure the last one, if it still fails after the deadline or nobody waits
	 */
	public <T> T until(Supplier<T> action, BooleanSupplier stopped) throws InterruptedException {
		while (true) {
			try {
				return action.get();
			}
			catch (Failure ex) {
				if (stopped.getAsBoolean() || System.nanoTime() - this.deadline > 0) {
					throw ex;
				}
				Thread.sleep(PAUSE);
			}
		}
	}

}
