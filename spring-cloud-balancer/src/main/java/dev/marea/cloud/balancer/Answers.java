package dev.marea.cloud.balancer;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Interprets an instance's answer or failure.
 */
final class Answers {

	/** Bytes; longer answers are passed on while they arrive. */
	private static final int SMALL = 64 * 1024;

	private Answers() {
	}

	/**
	 * Whether the instance refused a request without reading it. A draining instance says
	 * so in its header. A stopping server refuses requests on open connections with 503
	 * and {@code Connection: close}, without a special header. A 503 with
	 * {@code Retry-After} comes from a full instance.
	 */
	static boolean isRefusal(ClassicHttpResponse response, String drainingHeader) {
		return response.getCode() == 503 && !response.containsHeader(HttpHeaders.RETRY_AFTER)
				&& (has(response, drainingHeader, "true") || has(response, HttpHeaders.CONNECTION, "close"));
	}

	private static boolean has(ClassicHttpResponse response, String name, String value) {
		Header header = response.getFirstHeader(name);
		return header != null && value.equalsIgnoreCase(header.getValue());
	}

	/** Whether the failure came before anything was sent. */
	static boolean nothingWasSent(@Nullable Throwable failure) {
		return failure instanceof ConnectException || failure instanceof ConnectTimeoutException
				|| failure instanceof UnknownHostException || failure instanceof NoRouteToHostException;
	}

	/**
	 * The failure of an attempt. The pool reports in two ways that a request waited too
	 * long for a connection: the waiting thread notices it first, or the pool does. Both
	 * become the same exception; nothing was sent.
	 */
	static IOException failure(IOException failure) {
		if (failure instanceof RequestFailedException && failure.getCause() instanceof TimeoutException) {
			IOException timeout = new ConnectionRequestTimeoutException("No connection became free in time");
			timeout.initCause(failure);
			return timeout;
		}
		return failure;
	}

	/**
	 * Reads a small answer completely, so that the request can be retried if the instance
	 * dies while it sends the answer.
	 * @param ended called when the answer has been read completely or closed
	 * @param failed called if the rest of a large answer cannot be read
	 */
	static void fetch(ClassicHttpResponse response, Runnable ended, Consumer<IOException> failed) throws IOException {
		HttpEntity entity = response.getEntity();
		if (entity == null) {
			ended.run();
			return;
		}
		long length = entity.getContentLength();
		if (length > SMALL || (length < 0 && !isDocument(entity))) {
			response.setEntity(new Rest(entity, entity.getContent(), ended, failed));
			return;
		}
		InputStream content = entity.getContent();
		byte[] start = content.readNBytes((length < 0) ? SMALL + 1 : (int) length);
		if (start.length < length) {
			throw new ConnectionClosedException("The answer ended after %d of %d bytes", start.length, length);
		}
		if (start.length > SMALL) {
			response.setEntity(
					new Rest(entity, new SequenceInputStream(new ByteArrayInputStream(start), content), ended, failed));
			return;
		}
		content.close();
		response.setEntity(new ByteArrayEntity(start, null, entity.getContentEncoding()));
		ended.run();
	}

	/** Without a length, a stream of events or lines may have no end. */
	private static boolean isDocument(HttpEntity entity) {
		String type = entity.getContentType();
		return type != null && type.startsWith("application/") && type.contains("json") && !type.contains("ndjson");
	}

	/**
	 * An answer that the caller reads while it arrives.
	 */
	private static final class Rest extends HttpEntityWrapper {

		private final InputStream content;

		private final Runnable ended;

		Rest(HttpEntity entity, InputStream content, Runnable ended, Consumer<IOException> failed) {
			super(entity);
			this.content = new Watched(content, failed);
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

	/**
	 * Reports that the content broke off.
	 */
	private static final class Watched extends FilterInputStream {

		private final Consumer<IOException> failed;

		Watched(InputStream content, Consumer<IOException> failed) {
			super(content);
			this.failed = failed;
		}

		@Override
		public int read() throws IOException {
			try {
				return super.read();
			}
			catch (IOException ex) {
				this.failed.accept(ex);
				throw ex;
			}
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				return super.read(bytes, offset, length);
			}
			catch (IOException ex) {
				this.failed.accept(ex);
				throw ex;
			}
		}

	}

}
