package dev.marea.cloud.balancer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Set;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * What an instance's answer says beside its content.
 */
final class Answers {

	/** Longer ones are handed on while they arrive. */
	private static final int SMALL = 64 * 1024;

	/** After these Tomcat closes the connection in any case. */
	private static final Set<Integer> CLOSING = Set.of(400, 408, 411, 413, 414, 500, 501, 503);

	private Answers() {
	}

	/**
	 * Whether the instance asks its callers to go elsewhere: it closes the connection
	 * after an answer that is no reason to. A 503 with {@code Retry-After} is that of an
	 * instance that is full, not of one that leaves: it stays.
	 * @param asked whether the request asked before it sent its body: any error closes
	 * the connection then, as the instance cannot know whether the body still comes
	 */
	static boolean leaves(ClassicHttpResponse response, boolean asked) {
		boolean closesAnyway = CLOSING.contains(response.getCode()) || (asked && response.getCode() >= 400);
		return closes(response) && (!closesAnyway || refusesBeforeItLeaves(response));
	}

	/** Whether the instance leaves and has not looked at the request. */
	static boolean refusesBeforeItLeaves(ClassicHttpResponse response) {
		return response.getCode() == 503 && closes(response) && !response.containsHeader(HttpHeaders.RETRY_AFTER);
	}

	private static boolean closes(ClassicHttpResponse response) {
		Header connection = response.getFirstHeader(HttpHeaders.CONNECTION);
		return connection != null && "close".equalsIgnoreCase(connection.getValue());
	}

	/**
	 * Reads a small answer whole, so that an instance that dies half-way through it can
	 * still be made up for by another.
	 * @param ended what to do when the instance has sent all of its answer, or is not
	 * listened to any more
	 */
	static void fetch(ClassicHttpResponse response, Runnable ended) throws IOException {
		HttpEntity entity = response.getEntity();
		if (entity == null) {
			ended.run();
			return;
		}
		long length = entity.getContentLength();
		if (length > SMALL || (length < 0 && !isDocument(entity))) {
			response.setEntity(new Rest(entity, entity.getContent(), ended));
			return;
		}
		InputStream content = entity.getContent();
		byte[] start = content.readNBytes((length < 0) ? SMALL + 1 : (int) length);
		if (start.length < length) {
			throw new ConnectionClosedException("The answer ended after %d of %d bytes", start.length, length);
		}
		if (start.length > SMALL) {
			response
				.setEntity(new Rest(entity, new SequenceInputStream(new ByteArrayInputStream(start), content), ended));
			return;
		}
		content.close();
		response.setEntity(new ByteArrayEntity(start, null, entity.getContentEncoding()));
		ended.run();
	}

	/** A stream of events or lines without a length may have no end. */
	private static boolean isDocument(HttpEntity entity) {
		String type = entity.getContentType();
		return type != null && type.startsWith("application/") && type.contains("json") && !type.contains("ndjson");
	}

	/**
	 * An answer that is read while it arrives.
	 */
	private static final class Rest extends HttpEntityWrapper {

		private final InputStream content;

		private final Runnable ended;

		Rest(HttpEntity entity, InputStream content, Runnable ended) {
			super(entity);
			this.content = content;
			this.ended = ended;
		}

		@Override
		public InputStream getContent() {
			return this.content;
		}

		@Override
		public void writeTo(OutputStream output) throws IOException {
			this.content.transferTo(output);
		}

		@Override
		public void close() throws IOException {
			this.ended.run();
			super.close();
		}

	}

}
