package dev.marea.cloud.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks an instance for its readiness. It runs every second for each instance, so it uses
 * a bare socket: no pool, no parser.
 */
final class ReadinessCheck {

	private static final int TIMEOUT_MILLIS = 1000;

	private ReadinessCheck() {
	}

	/**
	 * Whether the answer is 2xx and comes in time. An instance that cannot be reached is
	 * not ready.
	 */
	static boolean isReady(InetAddress address, int port, String path) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 2".length());
			String line = new String(start, StandardCharsets.US_ASCII);
			return line.startsWith("HTTP/1.") && line.endsWith(" 2");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
