package dev.marea.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A command of the machine, as users call it. */
public final class Command {

	private Command() {
	}

	/**
	 * Runs it to its end.
	 * @return its standard output
	 * @throws AssertionError when it fails, with all it said
	 */
	public static String run(List<String> command, Consumer<Map<String, String>> environment) {
		return run(command, environment, "");
	}

	/** Runs it to its end, with an input. */
	public static String run(List<String> command, String input) {
		return run(command, (environment) -> {
		}, input);
	}

	private static String run(List<String> command, Consumer<Map<String, String>> environment, String input) {
		try {
			Path error = Files.createTempFile("command", ".err");
			try {
				ProcessBuilder builder = new ProcessBuilder(command).redirectError(error.toFile());
				environment.accept(builder.environment());
				Process process = builder.start();
				try (OutputStream stdin = process.getOutputStream()) {
					stdin.write(input.getBytes());
				}
				String output = new String(process.getInputStream().readAllBytes());
				if (process.waitFor() != 0) {
					throw new AssertionError(String.join(" ", command) + "\n" + Files.readString(error) + output);
				}
				return output;
			}
			finally {
				Files.delete(error);
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	public static String run(List<String> command) {
		return run(command, (environment) -> {
		});
	}

}
