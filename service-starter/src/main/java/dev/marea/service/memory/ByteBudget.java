package dev.marea.service.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that the bodies and answers of all requests hold in memory.
 */
public class ByteBudget {

	private final long limit;

	private final AtomicLong reserved = new AtomicLong();

	/**
	 * Creates a budget.
	 * @param limit maximum number of bytes
	 */
	public ByteBudget(long limit) {
		this.limit = limit;
	}

	/** Reserves bytes. Returns false at once if fewer are left. */
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
