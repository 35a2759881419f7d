package dev.marea.service.capacity;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A number of permits and a queue for them, first come first served.
 */
class Permits {

	private final Semaphore free;

	private final int queue;

	private final Duration timeout;

	private final AtomicInteger waiting = new AtomicInteger();

	Permits(int number, int queue, Duration timeout) {
		this.free = new Semaphore(number, true);
		this.queue = queue;
		this.timeout = timeout;
	}

	/** Takes a permit; false at once if the queue is full, later if none gets free. */
	boolean acquire() {
		// The timed form with no time is the one that does not overtake those who wait.
		if (acquire(Duration.ZERO)) {
			return true;
		}
		try {
			return this.waiting.incrementAndGet() <= this.queue && acquire(this.timeout);
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private boolean acquire(Duration timeout) {
		try {
			return this.free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void release() {
		this.free.release();
	}

}
