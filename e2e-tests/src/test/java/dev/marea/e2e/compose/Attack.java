package dev.marea.e2e.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.marea.e2e.attack.Attacker;

/** Starts an {@link Attacker} in a container, and reads its output. */
final class Attack {

	/** Where his class is. */
	static final String CLASSES = Path.of("target/test-classes").toAbsolutePath().toString();

	private Attack() {
	}

	/**
	 * Arguments of {@code java}, with a heap above the container's memory limit.
	 */
	static List<String> java(String... attempt) {
		List<String> arguments = new ArrayList<>(List.of("-Xmx4g", "-Xms16m", "-XX:+UseSerialGC",
				"--enable-native-access=ALL-UNNAMED", "-cp", "/attack", Attacker.class.getName()));
		arguments.addAll(List.of(attempt));
		return arguments;
	}

	/** Attempts and their outcomes. */
	static Map<String, String> said(String output) {
		Map<String, String> said = new LinkedHashMap<>();
		output.lines()
			.filter((line) -> line.contains("="))
			.forEach((line) -> said.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
		return said;
	}

}
