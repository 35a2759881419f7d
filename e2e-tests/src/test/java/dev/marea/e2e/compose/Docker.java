package dev.marea.e2e.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.marea.e2e.Command;

/** The {@code docker} command. */
final class Docker {

	/** An image with a shell and curl, which the shop's own images do not have. */
	static final String CURL = "curlimages/curl:8.22.0";

	private Docker() {
	}

	/**
	 * Runs {@code docker} to its end.
	 * @return its standard output
	 * @throws AssertionError when it fails, with all it said
	 */
	static String run(String... arguments) {
		return Command.run(Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList());
	}

	/** Runs it and returns its whole output, also if it fails. */
	static String attempt(List<String> arguments) {
		try {
			return run(arguments.toArray(String[]::new));
		}
		catch (AssertionError ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	/** Builds an image of a Dockerfile that needs no other file. */
	static void build(String image, String dockerfile) {
		try {
			Path folder = Files.createTempDirectory("image");
			Path file = Files.writeString(folder.resolve("Dockerfile"), dockerfile);
			run("build", "--quiet", "--tag", image, folder.toString());
			Files.delete(file);
			Files.delete(folder);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
