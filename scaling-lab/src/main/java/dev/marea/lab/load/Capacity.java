package dev.marea.lab.load;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.marea.lab.run.Sample;
import dev.marea.lab.scenario.Traffic;

/**
 * Learns how many requests per second a service completes when there is always one more
 * to do: closed loop, each worker sending its next request when its last was answered.
 *
 * @param perSecond requests per second that were answered without an error
 * @param completed how many those were
 * @param failed how many failed meanwhile
 */
public record Capacity(double perSecond, long completed, long failed) {

	/**
	 * A worker that was refused waits, so that refusals do not eat the cores they share.
	 */
	private static final long BACK_OFF_NANOS = 20_000_000;

	/**
	 * Measures; the setup must have been done.
	 * @param workers requests under way at any time
	 * @param warmUp sends before counting begins
	 * @param duration counts for so long
	 */
	public static Capacity measure(HttpSender sender, Traffic traffic, int workers, Duration warmUp,
			Duration duration) {
		long from = System.nanoTime() + warmUp.toNanos();
		long to = from + duration.toNanos();
		AtomicLong completed = new AtomicLong();
		AtomicLong failed = new AtomicLong();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < workers; i++) {
				threads.execute(() -> work(sender, traffic, from, to, completed, failed));
			}
		}
		return new Capacity(completed.get() / (duration.toNanos() / 1e9), completed.get(), failed.get());
	}

	private static void work(HttpSender sender, Traffic traffic, long from, long to, AtomicLong completed,
			AtomicLong failed) {
		while (System.nanoTime() < to) {
			Sample sample = sender.send(traffic.next(), System.nanoTime());
			if (sample.done() >= from && sample.done() < to) {
				(sample.failed() ? failed : completed).incrementAndGet();
			}
			if (sample.failed()) {
				LockSupport.parkNanos(BACK_OFF_NANOS);
			}
		}
	}

}
