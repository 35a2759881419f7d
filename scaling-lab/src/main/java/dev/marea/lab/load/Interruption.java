package dev.marea.lab.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.marea.lab.run.RunClock;
import org.jspecify.annotations.Nullable;

/**
 * Handles Ctrl-C: ends a command's work, and lets it finish its record before the JVM
 * ends. The JVM's exit waits until the command closes this.
 */
public final class Interruption implements AutoCloseable {

	private static final int PATIENCE_SECONDS = 15;

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch finished = new CountDownLatch(1);

	/** Only ends the command's wait. */
	public Interruption() {
		this(() -> {
		});
	}

	/**
	 * @param stop ends the command's work
	 */
	Interruption(Runnable stop) {
		Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
			this.asked.countDown();
			stop.run();
			try {
				this.finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}));
	}

	/** Ends the wait as Ctrl-C does. */
	public void end() {
		this.asked.countDown();
	}

	/**
	 * Waits for Ctrl-C, or until the run has lasted long enough.
	 * @param seconds longest duration; endless if absent
	 */
	void await(RunClock clock, @Nullable Double seconds) {
		try {
			if (seconds == null) {
				this.asked.await();
			}
			else {
				this.asked.await(clock.nanosAt(seconds) - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until a moment.
	 * @param nanos the moment, on {@code System.nanoTime()}'s clock
	 * @return whether the moment came before Ctrl-C and before {@link #end}
	 */
	public boolean awaitMoment(long nanos) {
		try {
			return !this.asked.await(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public void close() {
		this.finished.countDown();
	}

}
