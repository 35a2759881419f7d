package dev.marea.cloud.balancer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A body whose writes have a timeout: its connection is closed if a single write takes
 * longer. Waiting for a slow caller does not count, because no write is in progress.
 */
final class TimedEntity extends HttpEntityWrapper {

	private final Duration timeout;

	private final Runnable close;

	/** Start of the current write, by {@link System#nanoTime}. */
	private volatile long start;

	private volatile boolean writing;

	private volatile boolean timedOut;

	/**
	 * Wraps a body.
	 * @param close closes the connection, so that the current write fails
	 */
	TimedEntity(HttpEntity entity, Duration timeout, Runnable close) {
		super(entity);
		this.timeout = timeout;
		this.close = close;
	}

	boolean isTimedOut() {
		return this.timedOut;
	}

	@Override
	public void writeTo(OutputStream output) throws IOException {
		Thread watch = Thread.ofVirtual().name("write-timeout").start(this::watch);
		try {
			super.writeTo(new Timed(output));
		}
		finally {
			watch.interrupt();
		}
	}

	private void watch() {
		try {
			while (!this.timedOut) {
				Thread.sleep(this.timeout.dividedBy(4));
				if (this.writing && System.nanoTime() - this.start > this.timeout.toNanos()) {
					this.timedOut = true;
					this.close.run();
				}
			}
		}
		catch (InterruptedException ex) {
			// writeTo interrupts this thread when the body is written.
		}
	}

	private final class Timed extends FilterOutputStream {

		Timed(OutputStream output) {
			super(output);
		}

		@Override
		public void write(int value) throws IOException {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			TimedEntity.this.start = System.nanoTime();
			TimedEntity.this.writing = true;
			try {
				this.out.write(bytes, offset, length);
			}
			finally {
				TimedEntity.this.writing = false;
			}
		}

	}

}
