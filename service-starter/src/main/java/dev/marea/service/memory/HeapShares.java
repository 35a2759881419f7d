package dev.marea.service.memory;

import java.util.Map;

/**
 * Divides the heap among the objects that clients can make an instance hold. The sizes of
 * a connection and a request are estimates; docs/architecture.md explains them.
 *
 * @param connections connections that wait for their clients; one takes up to 96 KB:
 * buffers of the web server, the request and a virtual thread
 * @param buffers bytes of bodies and answers in memory
 * @param concurrency requests served at once; one takes 144 KB in addition to its
 * connection
 * @param queue requests that wait for a permit
 */
public record HeapShares(int connections, long buffers, int concurrency, int queue) {

	private static final long KB = 1024;

	private static final long MB = 1024 * KB;

	/** Heap in use of an idle service after it has served requests. */
	private static final long IDLE = 60 * MB;

	/** Minimum number of bytes to divide, for heaps that an idle service nearly fills. */
	private static final long SMALLEST = 8 * MB;

	/**
	 * Divides a heap.
	 * @param heap maximum heap size in bytes
	 */
	public static HeapShares of(long heap) {
		long free = Math.max(SMALLEST, heap - IDLE);
		int connections = (int) Math.min(8192, free / 2 / (96 * KB));
		int requests = (int) Math.min(384, free / 4 / (144 * KB));
		return new HeapShares(connections, free / 4, requests * 2 / 3, requests / 3);
	}

	/** The shares as properties, for placeholders in configuration files. */
	public Map<String, Object> properties() {
		return Map.of("marea.heap.connections", this.connections, "marea.heap.buffers", this.buffers + "B",
				"marea.heap.concurrency", this.concurrency, "marea.heap.queue", this.queue);
	}

}
