package dev.marea.service.connection;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint with two more bounds. If there are too many connections, it closes
 * the connection that has waited for its client longest and accepts the new one. Tomcat
 * would stop accepting, so one client could use up all connections. It also closes
 * connections of clients that are too slow. Tomcat bounds only the time between two
 * bytes: with a byte every few seconds, a request stays open for hours.
 */
class BoundedEndpoint extends NioEndpoint {

	private @Nullable Bounds bounds;

	private @Nullable ScheduledFuture<?> sweeps;

	/**
	 * Sets the bounds. Without this call, the endpoint behaves like Tomcat's.
	 * @param most number of connections above which idle ones are closed
	 * @param evicted called for each connection that is closed because of this number
	 * @param tooSlow called for each connection that is closed because its client is too
	 * slow
	 */
	void bound(int most, ConnectionProperties properties, Runnable evicted, Runnable tooSlow) {
		int maximum = (getMaxConnections() > 0) ? getMaxConnections() : Integer.MAX_VALUE;
		// Tomcat stops accepting at the maximum, so eviction must begin below it.
		int kept = Math.min(most, Math.max(1, maximum - maximum / 5));
		this.bounds = new Bounds(kept, properties, evicted, tooSlow);
		// Tomcat's count includes connections that are being closed, hence the margin. A
		// smaller configured maximum stays.
		setMaxConnections(Math.min(maximum, kept + Math.max(16, kept / 4)));
		// Tomcat would cache the buffers of closed connections, up to half of the heap.
		getSocketProperties().setBufferPool(0);
		// The kernel would let one connection grow to several megabytes, in the
		// container's memory.
		int buffer = Math.toIntExact(properties.buffer().toBytes());
		getSocketProperties().setTxBufSize(buffer);
		getSocketProperties().setRxBufSize(buffer);
	}

	@Override
	public void startInternal() throws Exception {
		super.startInternal();
		Bounds bounds = this.bounds;
		if (bounds != null) {
			this.sweeps = getUtilityExecutor().scheduleWithFixedDelay(() -> sweep(bounds), 1, 1, TimeUnit.SECONDS);
		}
	}

	@Override
	public void stopInternal() {
		if (this.sweeps != null) {
			this.sweeps.cancel(false);
		}
		super.stopInternal();
	}

	@Override
	public void setHandler(Handler<NioChannel> handler) {
		super.setHandler(new WatchingHandler(handler));
	}

	/** TLS connections are not watched, because no service terminates TLS. */
	@Override
	protected NioChannel createChannel(SocketBufferHandler buffers) {
		return isSSLEnabled() ? super.createChannel(buffers) : new WatchedChannel(buffers);
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		Bounds bounds = this.bounds;
		if (bounds != null && getConnectionCount() > bounds.most()) {
			evict(bounds);
		}
		return super.setSocketOptions(socket);
	}

	/**
	 * Closes the connection that has waited longest, of the client with the most waiting
	 * connections. So one client cannot cause the eviction of the others' connections. A
	 * connection with bytes that no thread has read yet does not wait for its client.
	 */
	private void evict(Bounds bounds) {
		Map<String, List<Candidate>> waiting = new HashMap<>();
		for (SocketWrapperBase<NioChannel> connection : this.connections.values()) {
			if (connection.getSocket() instanceof WatchedChannel channel && channel.waitsForClient()) {
				waiting.computeIfAbsent(channel.client(), (client) -> new ArrayList<>())
					.add(new Candidate(channel, channel.since()));
			}
		}
		long now = System.nanoTime();
		waiting.values()
			.stream()
			.max(Comparator.comparingInt(List::size))
			.flatMap((candidates) -> candidates.stream()
				.sorted(Comparator.comparingLong((candidate) -> candidate.since() - now))
				.map(Candidate::channel)
				.filter((channel) -> channel.isServing() || !channel.hasUnreadBytes())
				.findFirst())
			.ifPresent((channel) -> {
				channel.abort(channel.isServing());
				bounds.evicted().run();
			});
	}

	private void sweep(Bounds bounds) {
		Duration patience = bounds.properties().patience();
		long rate = bounds.properties().minimumRate().toBytes();
		long now = System.nanoTime();
		for (SocketWrapperBase<NioChannel> connection : this.connections.values()) {
			if (connection.getSocket() instanceof WatchedChannel channel && channel.isTooSlow(now, patience, rate)) {
				channel.abort(true);
				bounds.tooSlow().run();
			}
		}
	}

	/**
	 * A waiting connection and since when it waits; other threads change that while
	 * candidates are sorted.
	 */
	private record Candidate(WatchedChannel channel, long since) {
	}

	private record Bounds(int most, ConnectionProperties properties, Runnable evicted, Runnable tooSlow) {
	}

	/** Notifies channels when a thread serves them. */
	private record WatchingHandler(Handler<NioChannel> handler) implements Handler<NioChannel> {

		@Override
		public SocketState process(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
			if (!(connection.getSocket() instanceof WatchedChannel channel)) {
				return this.handler.process(connection, event);
			}
			channel.beginsService();
			boolean partial = false;
			try {
				SocketState state = this.handler.process(connection, event);
				partial = state == SocketState.LONG;
				return state;
			}
			finally {
				channel.endsService(partial);
			}
		}

		@Override
		public Object getGlobal() {
			return this.handler.getGlobal();
		}

		@Override
		public void release(SocketWrapperBase<NioChannel> connection) {
			this.handler.release(connection);
		}

		@Override
		public void pause() {
			this.handler.pause();
		}

		@Override
		public void recycle() {
			this.handler.recycle();
		}

	}

}
