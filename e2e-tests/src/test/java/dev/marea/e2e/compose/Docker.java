package dev.marea.e2e.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The {@code docker} command, as users call it. */
final class Docker {

	/** An image with a shell and curl, for what the shop's own images do not have. */
	static final String CURL = "curlimages/curl:8.22.0";

	private Docker() {
	}

	/**
	 * Runs {@code docker} to its end.
	 * @return its standard output
	 * @throws AssertionError when it fails, with all it said
	 */
	static String run(String... arguments) {
		return execute(Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList(), (environment) -> {
		});
	}

	static String execute(List<String> command, Consumer<Map<String, String>> environment) {
		try {
			Path error = Files.createTempFile("docker", ".err");
			try {
				ProcessBuilder builder = new ProcessBuilder(command).redirectError(error.toFile());
				environment.accept(builder.environment());
				Process process = builder.start();
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

}
