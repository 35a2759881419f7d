package dev.marea.service.connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * The bytes of one connection, and whether the server waits for its client. One thread at
 * a time serves a connection; another one, the sweep, looks on.
 */
class WatchedChannel extends NioChannel {

	/** Nanoseconds: when it was accepted, or when its last request ended. */
	private volatile long since = System.nanoTime();

	/** Whether a thread serves a request of it. */
	private volatile boolean serving;

	/** Whether the first part of a request has arrived, and its headers have not all. */
	private volatile boolean partial;

	/** Whether the last read brought nothing, or the last write could not go on. */
	private volatile boolean blocked;

	private volatile long bytes;

	private volatile boolean aborted;

	/** Of the sweep alone: since when it has met this client too slow. */
	private boolean suspected;

	private long suspectedSince;

	private long suspectedBytes;

	WatchedChannel(SocketBufferHandler buffers) {
		super(buffers);
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int read = super.read(target);
		moved(read, read == 0 && target.hasRemaining());
		return read;
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int written = super.write(source);
		moved(written, written == 0 && source.hasRemaining());
		return written;
	}

	// One thread at a time counts: no update is lost.
	@SuppressWarnings("NonAtomicOperationOnVolatileField")
	private void moved(int count, boolean blocked) {
		if (count > 0) {
			this.bytes += count;
		}
		this.blocked = blocked;
	}

	void beginsService() {
		this.serving = true;
		this.blocked = false;
	}

	/**
	 * Ends the service of what had arrived.
	 * @param partial whether the rest of the headers is missing
	 */
	void endsService(boolean partial) {
		this.partial = partial;
		if (!partial) {
			this.since = System.nanoTime();
		}
		this.serving = false;
	}

	/** Whether it is idle, or its request cannot go on without the client. */
	boolean waitsForClient() {
		return !this.aborted && (!this.serving || this.blocked);
	}

	boolean isServing() {
		return this.serving;
	}

	long since() {
		return this.since;
	}

	/**
	 * Whether the client has been slower than it may be. Between two calls, a client that
	 * was once not waited for starts anew.
	 */
	boolean isTooSlow(long now, Duration patience, long bytesPerSecond) {
		if (this.aborted || !(this.serving ? this.blocked : this.partial)) {
			this.suspected = false;
			return false;
		}
		if (!this.suspected) {
			this.suspected = true;
			this.suspectedSince = now;
			this.suspectedBytes = this.bytes;
			return false;
		}
		double seconds = (now - this.suspectedSince - patience.toNanos()) / 1e9;
		return seconds > 0 && this.bytes - this.suspectedBytes < seconds * bytesPerSecond;
	}

	/**
	 * Ends the connection from another thread. Shut down, and not closed: whoever serves
	 * it then meets its end and cleans up. A thread that waits for a closed channel would
	 * wait for its timeout.
	 * @param drop whether the kernel is to forget what the client has not taken yet
	 */
	void abort(boolean drop) {
		this.aborted = true;
		SocketChannel socket = this.sc;
		if (socket == null) {
			return;
		}
		try {
			if (drop) {
				socket.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
			socket.shutdownOutput();
			socket.shutdownInput();
		}
		catch (IOException ex) {
			// It has ended by itself.
		}
	}

}
