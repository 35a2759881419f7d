package dev.marea.cloud.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Checks whether an instance is ready or answers at all. It runs every second for each
 * instance, so it uses a bare socket without pool and parser.
 */
final class ReadinessCheck {

	private static final int TIMEOUT_MILLIS = 1000;

	private ReadinessCheck() {
	}

	/**
	 * Requests the readiness path. The answer is 2xx if the instance is ready.
	 */
	static Result readiness(InetAddress address, int port, String path) {
		return ask(new InetSocketAddress(address, port), "GET " + path, TIMEOUT_MILLIS);
	}

	/**
	 * Whether an instance accepts connections and answers nothing. Every server answers
	 * {@code OPTIONS *} without its application or its dependencies. An instance that
	 * refuses the connection is not silent.
	 */
	static boolean isSilent(String host, int port, Duration timeout) {
		return ask(new InetSocketAddress(host, port), "OPTIONS *", (int) timeout.toMillis()) == Result.SILENT;
	}

	private static Result ask(InetSocketAddress address, String start, int timeoutMillis) {
		try (Socket socket = new Socket()) {
			socket.connect(address, timeoutMillis);
			socket.setSoTimeout(timeoutMillis);
			String request = start + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 2".length());
			String line = new String(answer, StandardCharsets.US_ASCII);
			return (line.startsWith("HTTP/1.") && line.endsWith(" 2")) ? Result.READY : Result.NOT_READY;
		}
		catch (SocketTimeoutException ex) {
			return Result.SILENT;
		}
		catch (IOException ex) {
			return Result.NOT_READY;
		}
	}

	/**
	 * Result of a check.
	 */
	enum Result {

		/** A 2xx answer in time. */
		READY,

		/** Another answer, or a refused or broken connection. */
		NOT_READY,

		/** No answer in time; this process may have been paused. */
		SILENT

	}

}
