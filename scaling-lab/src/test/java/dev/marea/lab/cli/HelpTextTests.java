package dev.marea.lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The help that {@code ./marea} prints before anything is built. To regenerate it:
 * {@code mvn -pl scaling-lab test -Dtest=HelpTextTests -Dmarea.help=write}.
 */
class HelpTextTests {

	private static final Path FOLDER = Path.of("help");

	/** The scripts of these commands have their own help. */
	private static final List<String> ELSEWHERE = List.of("images", "deploy", "destroy", "help");

	static Stream<String> names() {
		return texts().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("names")
	void is_kept_as_the_lab_prints_it(String name) throws IOException {
		String printed = texts().get(name);
		if ("write".equals(System.getProperty("marea.help"))) {
			Files.writeString(FOLDER.resolve(name + ".txt"), printed);
		}
		assertThat(FOLDER.resolve(name + ".txt")).content()
			.as("mvn -pl scaling-lab test -Dtest=HelpTextTests -Dmarea.help=write")
			.isEqualTo(printed);
	}

	@Test
	void is_kept_for_no_other_command() throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			assertThat(files.map((file) -> file.getFileName().toString().replace(".txt", "")))
				.containsExactlyInAnyOrderElementsOf(texts().keySet());
		}
	}

	private static Map<String, String> texts() {
		CommandLine marea = Marea.commandLine();
		Map<String, String> texts = new TreeMap<>(Map.of("marea", help(marea)));
		marea.getSubcommands()
			.entrySet()
			.stream()
			.filter((command) -> !ELSEWHERE.contains(command.getKey()))
			.forEach((command) -> texts.put(command.getKey(), help(command.getValue())));
		return texts;
	}

	private static String help(CommandLine command) {
		StringWriter help = new StringWriter();
		command.usage(new PrintWriter(help, true));
		return help.toString();
	}

}
