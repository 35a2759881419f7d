package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, which shows why a program failed. */
final class LogTail {

	private LogTail() {
	}

	static String lastLine(Path log) {
		List<String> lines = lines(log, 1);
		return lines.isEmpty() ? "it said nothing." : lines.getFirst();
	}

	static List<String> lines(Path log, int count) {
		try {
			List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank())
				.toList();
			return lines.subList(Math.max(0, lines.size() - count), lines.size());
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
