package dev.marea.e2e.chart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A program that tests call. Tests without their program are skipped, unless
 * MAREA_REQUIRED=chart requires it.
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

}
