package dev.marea.e2e.compose;

import java.util.stream.Stream;

import dev.marea.e2e.Command;

/** The {@code docker} command. */
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
		return Command.run(Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList());
	}

}
