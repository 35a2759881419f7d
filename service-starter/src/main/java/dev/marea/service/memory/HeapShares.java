package dev.marea.service.memory;

import java.util.Map;

/**
 * Divides a heap among what clients can make an instance hold. docs/architecture.md
 * explains the figures, which were measured.
 *
 * @param connections connections that wait for their clients; one takes up to 96 KB:
 * buffers of the web server, the request and a virtual thread
 * @param buffers bytes of bodies and answers in memory
 * @param concurrency requests served at once; one takes 144 KB besides its connection
 * @param queue requests that wait for a permit
 */
public record HeapShares(int connections, long buffers, int concurrency, int queue) {

	private static final long KB = 1024;

	private static final long MB = 1024 * KB;

	/** Of a service that has served for a while and has nothing to do. */
	private static final long IDLE = 60 * MB;

	/** A smaller heap than this leaves no room; the bounds then keep their minimum. */
	private static final long SMALLEST = 8 * MB;

	/**
	 * Divides a heap.
	 * @param heap its maximum size in bytes
	 */
	public static HeapShares of(long heap) {
		long free = Math.max(SMALLEST, heap - IDLE);
		int connections = (int) Math.min(8192, free / 2 / (96 * KB));
		int requests = (int) Math.min(384, free / 4 / (144 * KB));
		return new HeapShares(connections, free / 4, requests * 2 / 3, requests / 3);
	}

	/** By name, for placeholders in configuration files. */
	public Map<String, Object> properties() {
		return Map.of("marea.heap.connections", this.connections, "marea.heap.buffers", this.buffers + "B",
				"marea.heap.concurrency", this.concurrency, "marea.heap.queue", this.queue);
	}

}
