package dev.marea.cloud.balancer;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks for permission before it sends a body ({@code Expect: 100-continue}). An instance
 * may answer and reset the connection while the body is sent. The write fails then, but
 * the answer has arrived, and the caller gets it. HttpClient's own executor reports the
 * failed write instead.
 * <p>
 * A hanging instance does not read the body. A socket's timeout applies to reads only, so
 * this executor adds a timeout for writes.
 */
final class AskingExecutor extends HttpRequestExecutor {

	/**
	 * Longest wait for permission; then the body is sent without it (RFC 9110, 10.1.1).
	 */
	private static final Timeout PATIENCE = Timeout.ofSeconds(3);

	private final Duration writeTimeout;

	/**
	 * Creates an executor.
	 * @param writeTimeout longest time in which an instance may read nothing of a body
	 */
	AskingExecutor(Duration writeTimeout) {
		this.writeTimeout = writeTimeout;
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, HttpClientConnection connection,
			@Nullable HttpResponseInformationCallback informed, HttpContext context) throws IOException, HttpException {
		if (!request.containsHeader(HttpHeaders.EXPECT)) {
			return super.execute(request, connection, informed, context);
		}
		try {
			connection.sendRequestHeader(request);
			connection.flush();
			ClassicHttpResponse answer = connection.isDataAvailable(PATIENCE) ? connection.receiveResponseHeader()
					: null;
			if (answer == null || isInterim(answer)) {
				sendBody(request, connection);
				answer = finalAnswer(connection);
			}
			else {
				giveUp(request, connection);
			}
			if (MessageSupport.canResponseHaveBody(request.getMethod(), answer)) {
				connection.receiveResponseEntity(answer);
			}
			return answer;
		}
		catch (IOException | HttpException | RuntimeException ex) {
			connection.close(CloseMode.IMMEDIATE);
			throw ex;
		}
	}

	private void sendBody(ClassicHttpRequest request, HttpClientConnection connection)
			throws IOException, HttpException {
		TimedEntity entity = new TimedEntity(request.getEntity(), this.writeTimeout,
				() -> connection.close(CloseMode.IMMEDIATE));
		request.setEntity(entity);
		try {
			connection.sendRequestEntity(request);
			connection.flush();
		}
		catch (IOException ex) {
			if (entity.isTimedOut()) {
				IOException timeout = new SocketTimeoutException(
						"The instance read nothing of the body for " + this.writeTimeout.toMillis() + " ms");
				timeout.initCause(ex);
				throw timeout;
			}
			// The answer arrived before the reset, or it never will.
			if (!(ex instanceof SocketException) || !connection.isDataAvailable(Timeout.ONE_MILLISECOND)) {
				throw ex;
			}
			giveUp(request, connection);
		}
	}

	/** Ends the request; the connection must not be used again. */
	private static void giveUp(ClassicHttpRequest request, HttpClientConnection connection)
			throws IOException, HttpException {
		// With this header HttpClient writes nothing more, not even the last chunk.
		request.setHeader(HttpHeaders.CONNECTION, "close");
		connection.terminateRequest(request);
	}

	private static ClassicHttpResponse finalAnswer(HttpClientConnection connection) throws IOException, HttpException {
		ClassicHttpResponse answer = connection.receiveResponseHeader();
		while (isInterim(answer)) {
			answer = connection.receiveResponseHeader();
		}
		return answer;
	}

	private static boolean isInterim(ClassicHttpResponse answer) {
		return answer.getCode() < HttpStatus.SC_SUCCESS;
	}

}
