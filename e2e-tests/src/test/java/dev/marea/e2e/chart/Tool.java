package dev.marea.e2e.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that tests call. Those that need one which is not on the path are skipped,
 * unless MAREA_REQUIRED=chart says that they must be there.
 */
final class Tool {

	private Tool() {
	}

	static boolean helm() {
		return isExpected("helm");
	}

	static boolean helmDocs() {
		return isExpected("helm-docs");
	}

	private static boolean isExpected(String name) {
		return "chart".equals(System.getenv("MAREA_REQUIRED")) || Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, name)));
	}

	/**
	 * What the program prints.
	 * @throws IllegalStateException with its complaint where it fails
	 */
	static String run(String name, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(name));
		command.addAll(arguments);
		try {
			Path complaint = Files.createTempFile(name, ".err");
			try {
				Process process = new ProcessBuilder(command).redirectError(complaint.toFile()).start();
				String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				if (process.waitFor() != 0) {
					throw new IllegalStateException(Files.readString(complaint));
				}
				return output;
			}
			finally {
				Files.delete(complaint);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(name + " cannot be started", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
