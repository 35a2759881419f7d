package dev.marea.cloud.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks an instance how it is. It runs every second for each instance, so it uses a bare
 * socket: no pool, no parser.
 */
final class ReadinessCheck {

	private static final int TIMEOUT_MILLIS = 1000;

	private ReadinessCheck() {
	}

	/**
	 * Asks for the readiness: the answer is 2xx if the instance is ready.
	 */
	static Result readiness(InetAddress address, int port, String path) {
		return ask(new InetSocketAddress(address, port), "GET " + path, TIMEOUT_MILLIS);
	}

	/**
	 * Whether an instance answers nothing at all. Every server has an answer to
	 * {@code OPTIONS *}, and needs neither its application nor anything behind it for
	 * that. One that refuses the connection is not silent.
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
	 * What an instance says of itself.
	 */
	enum Result {

		/** 2xx in time. */
		READY,

		/** Another answer, or none as the connection was refused or broke. */
		NOT_READY,

		/** Nothing in time. This process may have been paused meanwhile. */
		SILENT

	}

}
