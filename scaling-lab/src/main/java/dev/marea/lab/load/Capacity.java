package dev.marea.lab.load;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.marea.lab.run.Sample;
import dev.marea.lab.scenario.Calls;

/**
 * Measures the requests per second that a service completes in a closed loop: each worker
 * sends its next request when the last one was answered.
 *
 * @param perSecond requests per second that were answered without an error
 * @param completed number of these requests
 * @param failed number of failed requests
 */
public record Capacity(double perSecond, long completed, long failed) {

	/**
	 * A refused worker waits: refusals must not use up the cores that lab and service
	 * share.
	 */
	private static final long BACK_OFF_NANOS = 20_000_000;

	/**
	 * Measures the capacity after the setup.
	 * @param workers number of workers, which is the number of requests in flight
	 * @param warmUp duration before counting begins
	 * @param duration duration of counting
	 */
	public static Capacity measure(HttpSender sender, Calls calls, int workers, Duration warmUp, Duration duration) {
		long from = System.nanoTime() + warmUp.toNanos();
		long to = from + duration.toNanos();
		AtomicLong completed = new AtomicLong();
		AtomicLong failed = new AtomicLong();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < workers; i++) {
				threads.execute(() -> work(sender, calls, from, to, completed, failed));
			}
		}
		return new Capacity(completed.get() / (duration.toNanos() / 1e9), completed.get(), failed.get());
	}

	private static void work(HttpSender sender, Calls calls, long from, long to, AtomicLong completed,
			AtomicLong failed) {
		while (System.nanoTime() < to) {
			Sample sample = sender.send(calls.next(), System.nanoTime());
			if (sample.done() >= from && sample.done() < to) {
				(sample.failed() ? failed : completed).incrementAndGet();
			}
			if (sample.failed()) {
				LockSupport.parkNanos(BACK_OFF_NANOS);
			}
		}
	}

}
