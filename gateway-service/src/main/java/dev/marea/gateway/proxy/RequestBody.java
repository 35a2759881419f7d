package dev.marea.gateway.proxy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as the service will get it.
 */
final class RequestBody {

	private RequestBody() {
	}

	/**
	 * Small ones from memory, so that they can be sent once more; larger ones while they
	 * arrive. How large one may be at all is {@code marea.body}.
	 * @throws Unreadable where the caller does not send what it announced
	 */
	static @Nullable HttpEntity of(HttpServletRequest request, long replayable) throws IOException {
		long length = request.getContentLengthLong();
		boolean chunked = length < 0 && request.getHeader("Transfer-Encoding") != null;
		if (length <= 0 && !chunked) {
			return (length == 0) ? new ByteArrayEntity(new byte[0], null) : null;
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
	 * The caller's side broke, not the service's.
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
