package dev.marea.service.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Discards the bytes that a caller still sends after its answer. Closing a connection
 * with unread bytes resets it, and the reset can overtake the answer. The caller of a
 * large upload would then see a broken connection instead of 413 or 401. Tomcat discards
 * such bytes too, but without a time limit: a slow caller could occupy a thread for any
 * time.
 */
class UnreadBodyValve extends ValveBase {

	private final long bytes;

	private final long nanos;

	/**
	 * @param bytes maximum number of discarded bytes; then the connection is closed
	 * @param timeout longest time to discard bytes; the last read may exceed it
	 */
	UnreadBodyValve(long bytes, Duration timeout) {
		super(true);
		this.bytes = bytes;
		this.nanos = timeout.toNanos();
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		getNext().invoke(request, response);
		if (!request.isAsync() && !request.isFinished()) {
			response.finishResponse();
			if (!discard(request)) {
				response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
			}
		}
	}

	/** Discards the rest of the body; returns whether the body ended. */
	private boolean discard(Request request) {
		Discarded discarded = new Discarded();
		long start = System.nanoTime();
		long total = 0;
		try {
			while (!request.isFinished()) {
				int read = request.getCoyoteRequest().doRead(discarded);
				total += read;
				if (read < 0 || total > this.bytes || System.nanoTime() - start > this.nanos) {
					return request.isFinished();
				}
			}
			return true;
		}
		catch (IOException ex) {
			// The caller closed the connection, sends nothing, or sent malformed chunks.
			return false;
		}
	}

	private static final class Discarded implements ApplicationBufferHandler {

		private ByteBuffer bytes = ByteBuffer.allocate(0);

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.bytes = buffer;
		}

		@Override
		public ByteBuffer getByteBuffer() {
			return this.bytes;
		}

		@Override
		public void expand(int size) {
			// The bytes are discarded, so they need no room.
		}

	}

}
