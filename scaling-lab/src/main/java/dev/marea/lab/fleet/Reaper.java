package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.marea.lab.cli.Failure;

/**
 * A shell that reads process ids from a pipe, and kills these processes when the pipe
 * ends. So no process stays, even if the lab is killed.
 */
final class Reaper implements AutoCloseable {

	private final Process process;

	private final OutputStream pipe;

	private Reaper(Process process) {
		this.process = process;
		this.pipe = process.getOutputStream();
	}

	static Reaper start(Path log) {
		try (InputStream script = Reaper.class.getResourceAsStream("reaper.sh")) {
			if (script == null) {
				throw new IllegalStateException("no reaper.sh");
			}
			ProcessBuilder builder = new ProcessBuilder("sh", "-c",
					new String(script.readAllBytes(), StandardCharsets.UTF_8), "marea-reaper");
			builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
			return new Reaper(builder.start());
		}
		catch (IOException ex) {
			throw new Failure("'sh' cannot be started: " + ex.getMessage(), ex);
		}
	}

	long pid() {
		return this.process.pid();
	}

	void add(long pid) {
		tell("add " + pid);
	}

	void gone(long pid) {
		tell("gone " + pid);
	}

	/** Registers the data of a PostgreSQL server before it starts. */
	void data(Path folder) {
		tell("data " + folder);
	}

	private synchronized void tell(String line) {
		try {
			this.pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
			this.pipe.flush();
		}
		catch (IOException ex) {
			throw new Failure("the process that would clean up after the lab is gone; stop and start again.", ex);
		}
	}

	/** Waits for the server of a killed lab: two servers must not use the same data. */
	static void awaitPredecessor(Path pidFile) {
		running(pidFile)
			.ifPresent((handle) -> handle.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally((ex) -> null).join());
	}

	/** The process whose id is in the file, if it still runs. */
	static Optional<ProcessHandle> running(Path pidFile) {
		try {
			return Files.exists(pidFile) ? ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
				.filter((handle) -> handle.info().command().orElse("").endsWith("sh")) : Optional.empty();
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	@Override
	public void close() {
		try {
			this.pipe.close();
			this.process.waitFor(20, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			// the pipe is closed in any case
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
