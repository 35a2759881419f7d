package dev.marea.service.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import dev.marea.service.web.ClientNetwork;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Records the bytes of one connection, and whether the server waits for its client. One
 * thread at a time serves a connection; the sweep thread only reads.
 */
class WatchedChannel extends NioChannel {

	/** When the connection was accepted or its last request ended, in nanoseconds. */
	private volatile long since = System.nanoTime();

	/** Whether a thread serves a request of this connection. */
	private volatile boolean serving;

	/** Whether only a part of a request's headers has arrived. */
	private volatile boolean partial;

	/** Whether the last read or write transferred no bytes. */
	private volatile boolean blocked;

	private volatile long bytes;

	private volatile boolean aborted;

	/**
	 * Whether the sweep has found this client too slow; used by the sweep thread only.
	 */
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

	// Only one thread at a time counts, so no update is lost.
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
	 * Notes that the thread has served all bytes that had arrived.
	 * @param partial whether the rest of the headers is missing
	 */
	void endsService(boolean partial) {
		this.partial = partial;
		if (!partial) {
			this.since = System.nanoTime();
		}
		this.serving = false;
	}

	/**
	 * Whether the connection is idle, or its request needs the client to send or read.
	 */
	boolean waitsForClient() {
		return !this.aborted && (!this.serving || this.blocked);
	}

	/** The network of the client's address; empty once the connection has ended. */
	String client() {
		SocketChannel socket = this.sc;
		InetAddress address = (socket != null) ? socket.socket().getInetAddress() : null;
		return (address != null) ? ClientNetwork.of(address) : "";
	}

	/** Whether the client has sent bytes that are still in the kernel's buffer. */
	boolean hasUnreadBytes() {
		SocketChannel socket = this.sc;
		try {
			return socket != null && socket.socket().getInputStream().available() > 0;
		}
		catch (IOException ex) {
			// The connection has ended already.
			return false;
		}
	}

	boolean isServing() {
		return this.serving;
	}

	long since() {
		return this.since;
	}

	/**
	 * Whether the client has been slower than allowed. The measurement restarts if the
	 * server did not wait for the client between two calls.
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
	 * Ends the connection from another thread. It shuts the socket down without closing
	 * the channel: the serving thread then reads the end of the stream and cleans up. On
	 * a closed channel it would wait for its timeout.
	 * @param drop whether the kernel discards the bytes that the client has not read yet
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
			// The connection has ended already.
		}
	}

}
