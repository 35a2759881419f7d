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
 * Discards what a caller still sends after its answer was sent. A connection that is
 * closed with unread bytes is reset, and the reset can overtake the answer: the caller of
 * a large upload would see a broken connection instead of 413 or 401. Tomcat discards as
 * well, but without a bound in time: a caller that sends byte by byte would occupy a
 * thread for as long as it likes.
 */
class UnreadBodyValve extends ValveBase {

	private final long bytes;

	private final long nanos;

	/**
	 * @param bytes most bytes of a body that are discarded; the connection is closed then
	 * @param timeout longest time to discard, exceeded by one read at most
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

	/** Whether the body came to its end. */
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
			// The caller is gone or silent, or its chunks are malformed.
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
			// Nothing is kept.
		}

	}

}
