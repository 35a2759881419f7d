package dev.marea.service.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Health check for a container without shell and curl. It requests a path on the loopback
 * address and exits with 0 if the answer is 2xx, else with 1. It runs every few seconds,
 * so it uses no classes that are slow to load.
 *
 * The health check of the images passes no arguments: the path is then that of the
 * readiness, and the port comes from the environment.
 *
 * <pre>java -Xmx8m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp /app/libs/service-starter.jar dev.marea.service.probe.Probe 9081 /actuator/health/readiness</pre>
 */
public final class Probe {

	private static final int TIMEOUT_MILLIS = 1000;

	private Probe() {
	}

	/**
	 * Runs the check.
	 * @param args port and path, or nothing
	 */
	public static void main(String[] args) {
		boolean ok = (args.length == 2) ? isOk(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]), args[1])
				: isReady(System.getenv());
		System.exit(ok ? 0 : 1);
	}

	/**
	 * Whether the service in this container is ready; false if no port is given.
	 * @param environment management port in {@code MANAGEMENT_SERVER_PORT}, else in
	 * {@code PROBE_PORT}, which the image sets
	 */
	static boolean isReady(Map<String, String> environment) {
		String port = environment.getOrDefault("MANAGEMENT_SERVER_PORT", environment.getOrDefault("PROBE_PORT", ""));
		return !port.isEmpty()
				&& isOk(InetAddress.getLoopbackAddress(), Integer.parseInt(port), "/actuator/health/readiness");
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
