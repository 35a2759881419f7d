package dev.marea.lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Keeps stack traces, which people need only to find a fault. */
final class FailureLog {

	private FailureLog() {
	}

	static Path write(Throwable problem) {
		Path log = Home.work().resolve("marea.log");
		try {
			Files.createDirectories(Home.work());
			try (PrintWriter writer = new PrintWriter(
					Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
				writer.println(Instant.now());
				problem.printStackTrace(writer);
			}
		}
		catch (IOException ex) {
			problem.addSuppressed(ex);
		}
		return log;
	}

}
