import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * Twenty reads of a virtual thread, each answered at once, while a platform thread starts
 * virtual threads that compute for 0.2 ms, 64 of them open at a time. Prints how many
 * reads were resumed within 3 s each, and the longest wait. See carriers.sh.
 */
class Carriers {

	static volatile int resumed;

	public static void main(String[] args) throws Exception {
		long worst = 0;
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket waiting = new Socket(server.getInetAddress(), server.getLocalPort());
				Socket answering = server.accept()) {
			Thread.startVirtualThread(() -> read(waiting));
			Thread.ofPlatform().daemon().start(Carriers::flood);
			OutputStream answers = answering.getOutputStream();
			for (int read = 1; read <= 20 && resumed == read - 1; read++) {
				long begin = System.nanoTime();
				answers.write(1);
				while (resumed < read && System.nanoTime() - begin < 3_000_000_000L) {
					Thread.sleep(1);
				}
				worst = Math.max(worst, System.nanoTime() - begin);
			}
		}
		System.out.printf("| %s | %d of 20 | %d ms |%n", System.getProperty("jdk.virtualThreadScheduler.parallelism"),
				resumed, worst / 1_000_000);
		System.exit(0);
	}

	static void read(Socket socket) {
		try {
			while (socket.getInputStream().read() >= 0) {
				resumed++;
			}
		}
		catch (IOException ex) {
			// the end
		}
	}

	static void flood() {
		Semaphore open = new Semaphore(64);
		while (true) {
			open.acquireUninterruptibly();
			Thread.startVirtualThread(() -> {
				long end = System.nanoTime() + 200_000;
				while (System.nanoTime() < end) {
					Thread.onSpinWait();
				}
				open.release();
			});
		}
	}

}
