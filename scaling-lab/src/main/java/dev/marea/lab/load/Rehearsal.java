package dev.marea.lab.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.scenario.Traffic;

/**
 * Makes some load on this very JVM, so that the first requests of a run are not slow by
 * the generator's own classes being loaded and compiled.
 */
final class Rehearsal {

	private static final Duration DURATION = Duration.ofMillis(800);

	private static final int WORKERS = 8;

	private static final AtomicBoolean DONE = new AtomicBoolean();

	private static final String SCENARIO = """
			setup:
			  - name: words
			    path: /words
			    capture: [{ into: words, each: "$.words[*]", fields: { word: $.word } }]
			requests:
			  - name: rehearse
			    use: { a: words }
			    path: /${a.word}?n=${int 1..9}
			    headers: { Key: "${uuid}" }
			    expect: { json: "$.words[?(@.word in ['one', 'two'])]" }
			""";

	private static final byte[] ANSWER = """
			HTTP/1.1 200 OK\r
			Content-Type: application/json\r
			Content-Length: 41\r
			Served-By: rehearsal-1\r
			\r
			{"words":[{"word":"one"},{"word":"two"}]}""".getBytes(StandardCharsets.US_ASCII);

	private Rehearsal() {
	}

	/** Rehearses, once in the life of a JVM. */
	static void play() {
		if (!DONE.compareAndSet(false, true)) {
			return;
		}
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> accept(server));
			Traffic traffic = new Traffic(Scenario.parse("rehearsal", SCENARIO), 1);
			Target target = Target.of("http://127.0.0.1:" + server.getLocalPort(), Set.of());
			try (HttpSender sender = new HttpSender(target, traffic, Duration.ofSeconds(5), WORKERS)) {
				sender.setUp();
				Capacity.measure(sender, traffic, WORKERS, Duration.ZERO, DURATION);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("There is no free port on this machine", ex);
		}
	}

	private static void accept(ServerSocket server) {
		try {
			while (true) {
				Socket socket = server.accept();
				Thread.ofVirtual().start(() -> answer(socket));
			}
		}
		catch (IOException ex) {
			// Closed: the rehearsal is over.
		}
	}

	private static void answer(Socket socket) {
		try (socket;
				BufferedReader request = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			for (String line = request.readLine(); line != null; line = request.readLine()) {
				if (line.isEmpty()) {
					socket.getOutputStream().write(ANSWER);
				}
			}
		}
		catch (IOException ex) {
			// The client closes its connections when it is done.
		}
	}

}
