package dev.marea.service;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Reads of a virtual thread, each answered at once, while a platform thread starts
 * virtual threads that compute for 0.2 ms, 64 of them open at a time. It needs no other
 * class, because {@code bench/carriers.sh} runs it from its source.
 */
final class CarrierFlood {

	private static final int OPEN = 64;

	private static final long WORK_NANOS = 200_000;

	private static volatile int resumed;

	private CarrierFlood() {
	}

	/** Prints a row of the benchmark's table. */
	public static void main(String[] args) throws Exception {
		Duration worst = read(20, Duration.ofSeconds(3));
		System.out.printf("| %s | %d of 20 | %d ms |%n", System.getProperty("jdk.virtualThreadScheduler.parallelism"),
				resumed, worst.toMillis());
		System.exit(0);
	}

	/** The number of resumed reads so far. */
	static int resumed() {
		return resumed;
	}

	/**
	 * Ends early at the first read that is not resumed.
	 * @param patience longest wait for one of them
	 * @return the longest wait
	 */
	static Duration read(int reads, Duration patience) throws IOException, InterruptedException {
		long worst = 0;
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket waiting = new Socket(server.getInetAddress(), server.getLocalPort());
				Socket answering = server.accept()) {
			Thread.startVirtualThread(() -> readAll(waiting));
			Thread.ofPlatform().daemon().start(CarrierFlood::flood);
			OutputStream answers = answering.getOutputStream();
			for (int read = 1; read <= reads && resumed == read - 1; read++) {
				long begin = System.nanoTime();
				answers.write(1);
				while (resumed < read && System.nanoTime() - begin < patience.toNanos()) {
					Thread.sleep(1);
				}
				worst = Math.max(worst, System.nanoTime() - begin);
			}
		}
		return Duration.ofNanos(worst);
	}

	private static void readAll(Socket socket) {
		try {
			while (socket.getInputStream().read() >= 0) {
				resumed++;
			}
		}
		catch (IOException ex) {
			// the end
		}
	}

	private static void flood() {
		Semaphore open = new Semaphore(OPEN);
		while (true) {
			open.acquireUninterruptibly();
			Thread.startVirtualThread(() -> {
				long end = System.nanoTime() + WORK_NANOS;
				while (System.nanoTime() < end) {
					Thread.onSpinWait();
				}
				open.release();
			});
		}
	}

}
