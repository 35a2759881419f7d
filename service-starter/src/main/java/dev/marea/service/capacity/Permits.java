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

	private final int number;

	private final int queue;

	private final Duration timeout;

	private final AtomicInteger waiting = new AtomicInteger();

	Permits(int number, int queue, Duration timeout) {
		this.free = new Semaphore(number, true);
		this.number = number;
		this.queue = queue;
		this.timeout = timeout;
	}

	/**
	 * Takes a permit. Returns false at once if the queue is full, or after the timeout if
	 * no permit becomes free.
	 */
	boolean acquire() {
		// Only the timed form respects the queue's order, even with a timeout of zero.
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

	/** Number of requests that hold a permit. */
	int held() {
		return this.number - this.free.availablePermits();
	}

	/** Number of requests that wait for a permit. */
	int queued() {
		return Math.min(this.waiting.get(), this.queue);
	}

	void release() {
		this.free.release();
	}

}
