package dev.marea.service.capacity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A number of permits and a queue for them, first come first served.
 * <p>
 * No client can keep the others out of a full queue: the client with the most waiting
 * requests loses its latest one to a client that has at least two fewer.
 */
class Permits {

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Waiting> queue = new ArrayDeque<>();

	/** Number of requests in the queue, by client. */
	private final Map<String, Integer> waiting = new HashMap<>();

	private final int number;

	private final int queueSize;

	private final Duration timeout;

	private int free;

	Permits(int number, int queueSize, Duration timeout) {
		this.number = number;
		this.free = number;
		this.queueSize = queueSize;
		this.timeout = timeout;
	}

	/**
	 * Takes a permit. Returns false at once if the queue is full, after the timeout if no
	 * permit becomes free, or if a request of another client displaces this one.
	 * @param client the client, asked for only if no permit is free
	 */
	boolean acquire(Supplier<String> client) {
		this.lock.lock();
		try {
			if (this.free > 0) {
				this.free--;
				return true;
			}
			String name = client.get();
			if (this.queue.size() >= this.queueSize && !displace(name)) {
				return false;
			}
			return await(name);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean await(String client) {
		Waiting request = new Waiting(client, this.lock.newCondition());
		this.queue.addLast(request);
		this.waiting.merge(client, 1, Integer::sum);
		long left = this.timeout.toNanos();
		try {
			while (request.state == State.WAITING && left > 0) {
				left = request.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (request.state == State.WAITING) {
			this.queue.remove(request);
			leaves(request, State.REFUSED);
		}
		return request.state == State.ADMITTED;
	}

	/** Returns a permit; the request that has waited longest takes it. */
	void release() {
		this.lock.lock();
		try {
			Waiting next = this.queue.pollFirst();
			if (next == null) {
				this.free++;
			}
			else {
				leaves(next, State.ADMITTED);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Number of requests that hold a permit. */
	int held() {
		this.lock.lock();
		try {
			return this.number - this.free;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Number of requests in the queue. */
	int waiting() {
		this.lock.lock();
		try {
			return this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Makes room for a request of a client, if another client has more than its share.
	 */
	private boolean displace(String client) {
		int fair = this.waiting.getOrDefault(client, 0) + 1;
		String most = null;
		int number = fair;
		for (Map.Entry<String, Integer> entry : this.waiting.entrySet()) {
			if (entry.getValue() > number) {
				most = entry.getKey();
				number = entry.getValue();
			}
		}
		if (most == null) {
			return false;
		}
		for (Iterator<Waiting> latestFirst = this.queue.descendingIterator(); latestFirst.hasNext();) {
			Waiting request = latestFirst.next();
			if (request.client.equals(most)) {
				latestFirst.remove();
				leaves(request, State.REFUSED);
				return true;
			}
		}
		return false;
	}

	private void leaves(Waiting request, State state) {
		request.state = state;
		request.changed.signal();
		this.waiting.computeIfPresent(request.client, (client, number) -> (number > 1) ? number - 1 : null);
	}

	private enum State {

		WAITING, ADMITTED, REFUSED

	}

	/** A request in the queue; the lock guards its state. */
	private static final class Waiting {

		private final String client;

		private final Condition changed;

		private State state = State.WAITING;

		Waiting(String client, Condition changed) {
			this.client = client;
			this.changed = changed;
		}

	}

}
