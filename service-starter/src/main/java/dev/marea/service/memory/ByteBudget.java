package dev.marea.service.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that bodies and answers may hold in memory, all requests together.
 */
public class ByteBudget {

	private final long limit;

	private final AtomicLong reserved = new AtomicLong();

	/**
	 * Creates a budget.
	 * @param limit bytes in all
	 */
	public ByteBudget(long limit) {
		this.limit = limit;
	}

	/** Reserves bytes, or returns false at once if the rest is smaller. */
	public boolean tryReserve(long bytes) {
		if (this.reserved.addAndGet(bytes) <= this.limit) {
			return true;
		}
		this.reserved.addAndGet(-bytes);
		return false;
	}

	public void release(long bytes) {
		this.reserved.addAndGet(-bytes);
	}

	public long reserved() {
		return this.reserved.get();
	}

}
