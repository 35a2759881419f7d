package dev.marea.cloud.balancer;

import java.io.IOException;
import java.net.SocketException;

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
 */
final class AskingExecutor extends HttpRequestExecutor {

	/** Then the body is sent without permission, as RFC 9110, 10.1.1 says. */
	private static final Timeout PATIENCE = Timeout.ofSeconds(3);

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

	private static void sendBody(ClassicHttpRequest request, HttpClientConnection connection)
			throws IOException, HttpException {
		try {
			connection.sendRequestEntity(request);
			connection.flush();
		}
		catch (SocketException ex) {
			// The answer arrived before the reset, or it never will.
			if (!connection.isDataAvailable(Timeout.ONE_MILLISECOND)) {
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
