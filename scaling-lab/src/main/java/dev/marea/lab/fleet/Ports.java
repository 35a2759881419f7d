package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.marea.lab.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Free ports of the loopback address, outside the range of outgoing connections (Linux
 * 32768, macOS 49152 and up). A load generator opens many connections, and one could use
 * a port before its service does.
 */
final class Ports {

	private static final int FIRST = 20000;

	private static final int COUNT = 12000;

	private final Set<Integer> taken = new HashSet<>();

	/**
	 * A port without a listener.
	 * @param wish preferred, if it is free
	 */
	synchronized int take(@Nullable Integer wish) {
		if (wish != null && !this.taken.contains(wish) && free(wish)) {
			this.taken.add(wish);
			return wish;
		}
		int start = ThreadLocalRandom.current().nextInt(COUNT);
		for (int i = 0; i < COUNT; i++) {
			int port = FIRST + (start + i) % COUNT;
			if (!this.taken.contains(port) && free(port)) {
				this.taken.add(port);
				return port;
			}
		}
		throw new Failure("no port between " + FIRST + " and " + (FIRST + COUNT) + " is free.");
	}

	synchronized void release(int port) {
		this.taken.remove(port);
	}

	static boolean free(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
