package dev.marea.lab.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.scenario.Traffic;
import dev.marea.lab.shape.Schedule;
import dev.marea.lab.shape.Shape;

/**
 * Sends some load to a stub in this JVM. So loading and compiling the generator's own
 * classes does not slow the first requests of a run.
 */
final class Rehearsal {

	private static final Shape SHAPE = Shape.parse("constant:rate=400/s,for=1s");

	private static final int CONNECTIONS = 100;

	/** A busy machine can take long to answer itself, which must not fail a run. */
	private static final Duration TIMEOUT = Duration.ofMinutes(1);

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

	/** Rehearses once in each JVM. */
	static void play() {
		if (!DONE.compareAndSet(false, true)) {
			return;
		}
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> accept(server));
			Traffic traffic = new Traffic(Scenario.parse("rehearsal", SCENARIO), 1);
			Target target = Target.of("http://127.0.0.1:" + server.getLocalPort(), Set.of());
			try (HttpSender sender = new HttpSender(target, traffic, TIMEOUT, CONNECTIONS)) {
				sender.setUp();
				record(sender, traffic);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void record(HttpSender sender, Traffic traffic) throws IOException {
		Path path = Files.createTempDirectory("marea-rehearsal");
		Schedule schedule = new Schedule(SHAPE, 1);
		RunClock clock = RunClock.startingIn(Duration.ZERO);
		RunInfo info = new RunInfo("rehearsal", clock.started(), List.of(), null, null, null, Slo.DEFAULT, null, null,
				null, RunInfo.Versions.current(), List.of());
		try (RunFolder folder = RunFolder.create(path, info);
				Recorder recorder = new Recorder(folder, info, clock, schedule, null, TIMEOUT)) {
			recorder.start();
			new OpenLoop(sender, traffic, schedule, recorder, CONNECTIONS, TIMEOUT).run(clock);
		}
		finally {
			try (Stream<Path> files = Files.list(path)) {
				for (Path file : files.toList()) {
					Files.delete(file);
				}
			}
			Files.delete(path);
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
			// The client closes its connections at its end.
		}
	}

}
