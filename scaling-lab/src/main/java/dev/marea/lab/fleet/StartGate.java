package dev.marea.lab.fleet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * Bounds the number of concurrent starts, first come first served. A starting JVM takes a
 * whole core. More starts than cores delay all of them, and the ready instances, too.
 * Safe for use by several threads.
 */
final class StartGate {

	/** A longer start hangs, and no longer blocks the others. */
	static final Duration LONGEST = Duration.ofSeconds(60);

	private static final int CORES_PER_START = 2;

	private final int limit;

	private final Deque<Ticket> waiting = new ArrayDeque<>();

	private int starting;

	/**
	 * @param limit maximum number of concurrent starts, 1 or more
	 */
	StartGate(int limit) {
		this.limit = limit;
	}

	/** One core for each start, and one for the ready instances. */
	static StartGate forCores(int cores) {
		return new StartGate(Math.max(1, cores / CORES_PER_START));
	}

	/** Queues a start. Its ticket must be closed when the start is over. */
	synchronized Ticket enter() {
		Ticket ticket = new Ticket();
		this.waiting.addLast(ticket);
		admit();
		return ticket;
	}

	private synchronized boolean admitted(Ticket ticket) {
		return ticket.admitted;
	}

	private synchronized void leave(Ticket ticket) {
		if (this.waiting.remove(ticket)) {
			ticket.opened.countDown();
		}
		else if (ticket.admitted) {
			ticket.admitted = false;
			this.starting--;
			admit();
		}
	}

	private void admit() {
		while (this.starting < this.limit && !this.waiting.isEmpty()) {
			Ticket next = this.waiting.removeFirst();
			next.admitted = true;
			this.starting++;
			next.opened.countDown();
		}
	}

	/** One start's turn. */
	final class Ticket implements AutoCloseable {

		private final CountDownLatch opened = new CountDownLatch(1);

		private boolean admitted;

		private Ticket() {
		}

		/** Waits for the turn, or until the ticket is closed. */
		void await() throws InterruptedException {
			this.opened.await();
		}

		/** Whether its start may begin, or is under way. */
		boolean admitted() {
			return StartGate.this.admitted(this);
		}

		/** Gives the turn to the next start; repeated calls do nothing. */
		@Override
		public void close() {
			leave(this);
		}

	}

}
