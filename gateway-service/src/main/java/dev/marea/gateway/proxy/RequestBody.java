package dev.marea.gateway.proxy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import dev.marea.service.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Creates the body that is sent to the service.
 */
final class RequestBody {

	private RequestBody() {
	}

	/**
	 * The body to send. A small body is buffered, so that it can be sent again; a larger
	 * body is streamed. {@code marea.body} bounds their size.
	 * @param replayable maximum size of a buffered body in bytes
	 * @return null if the request has no body
	 * @throws Unreadable if the caller does not send what it announced
	 */
	static @Nullable HttpEntity of(HttpServletRequest request, long replayable) throws IOException {
		long length = request.getContentLengthLong();
		boolean chunked = length < 0 && request.getHeader("Transfer-Encoding") != null;
		boolean untypedOptions = "OPTIONS".equals(request.getMethod()) && request.getContentType() == null;
		if (length <= 0 && !chunked) {
			return (length == 0 && !untypedOptions) ? new ByteArrayEntity(new byte[0], null) : null;
		}
		if (untypedOptions) {
			// RFC 9110, 9.3.7 forbids such a request, and the HTTP client rejects it.
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"An OPTIONS request with a body needs a Content-Type.");
		}
		InputStream content = new CallersStream(request.getInputStream());
		if (chunked || length > replayable) {
			return new InputStreamEntity(content, length, null);
		}
		byte[] body = content.readNBytes((int) length);
		if (body.length < length) {
			throw new Unreadable(new IOException("The body ended after %d bytes".formatted(body.length)));
		}
		return new ByteArrayEntity(body, null);
	}

	/**
	 * The caller's connection failed, not the service's.
	 */
	static final class Unreadable extends IOException {

		Unreadable(IOException cause) {
			super(cause);
		}

	}

	private static final class CallersStream extends FilterInputStream {

		CallersStream(InputStream input) {
			super(input);
		}

		@Override
		public int read() throws IOException {
			try {
				return super.read();
			}
			catch (IOException ex) {
				throw new Unreadable(ex);
			}
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			try {
				return super.read(bytes, offset, length);
			}
			catch (IOException ex) {
				throw new Unreadable(ex);
			}
		}

	}

}
