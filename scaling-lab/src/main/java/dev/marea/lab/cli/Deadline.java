package dev.marea.lab.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Until when what fails is tried again, every second. */
public final class Deadline {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final long deadline;

	/**
	 * Begins now.
	 * @param longest longest wait over all that this is asked for
	 */
	public Deadline(Duration longest) {
		this.deadline = System.nanoTime() + longest.toNanos();
	}

	/**
	 * Calls it until it does not fail.
	 * @param stopped whether nobody waits any more
	 * @return its first result
	 * @throws Failure the last one, if it still fails after the deadline or nobody waits
	 */
	public <T> T retry(Supplier<T> action, BooleanSupplier stopped) throws InterruptedException {
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
