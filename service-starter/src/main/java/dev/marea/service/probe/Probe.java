package dev.marea.service.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Health check for a container without shell and curl. It requests a path on the loopback
 * address and exits with 0 if the answer is 2xx, else with 1. It runs every few seconds,
 * so it uses no classes that are slow to load.
 *
 * <pre>java -Xmx8m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp /app/libs/service-starter.jar dev.marea.service.probe.Probe 9081 /actuator/health/readiness</pre>
 */
public final class Probe {

	private static final int TIMEOUT_MILLIS = 1000;

	private Probe() {
	}

	/**
	 * Runs the check.
	 * @param args port and path
	 */
	public static void main(String[] args) {
		System.exit(isOk(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]), args[1]) ? 0 : 1);
	}

	/** Whether the answer is 2xx and arrives in time; false if the connection fails. */
	public static boolean isOk(InetAddress address, int port, String path) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			byte[] start = in.readNBytes("HTTP/1.1 2".length());
			String line = new String(start, StandardCharsets.US_ASCII);
			return line.startsWith("HTTP/1.") && line.endsWith(" 2");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
