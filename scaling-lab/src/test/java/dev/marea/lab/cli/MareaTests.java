package dev.marea.lab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class MareaTests {

	private final CommandLine marea = Marea.commandLine();

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			fly                     | marea: there is no command 'fly'
			--fly                   | marea: '--fly' is not known here
			up --fly                | marea up: '--fly' is not known here
			up now                  | marea up: 'now' is not known here
			up --state              | marea up: Missing required parameter for option '--state' (DIR)
			up --fleet nowhere.yaml | marea up: there is no fleet file nowhere.yaml.
			up --hpa nowhere.yaml   | marea up: nowhere.yaml does not exist.
			up --variant odd        | marea up: the fleet file has no variant 'odd'; it has limited.
			up --state pom.xml      | marea up: --state pom.xml is a file; give a folder.
			demo --out pom.xml      | marea demo: The run cannot be written to pom.xml: PWD/pom.xml is a file.
			demo --out src          | marea demo: src is not empty; give a new folder.
			demo --max none         | marea demo: Invalid value for option '--max': 'none' is not an int
			demo --max 0            | marea demo: --max must be at least 1.
			demo --fleet nowhere    | marea demo: there is no fleet file nowhere.
			doctor --all            | marea doctor: '--all' is not known here
			""")
	void answers_bad_usage_with_one_line_and_where_the_help_is(String arguments, String sentence) {
		System.setProperty("marea.home", "..");
		try {
			assertThat(execute(arguments.split(" "))).isEqualTo(2);
			assertThat(this.err.toString().lines()).containsExactly(
					sentence.replace("PWD", Path.of("").toAbsolutePath().toString()),
					"Try './" + sentence.substring(0, sentence.indexOf(':')) + " --help'.");
			assertThat(this.out.toString()).isEmpty();
		}
		finally {
			System.clearProperty("marea.home");
		}
	}

	/** As in the image, which has no fleet file. */
	@ParameterizedTest
	@ValueSource(strings = { "up", "demo" })
	void says_where_the_shop_is_started_from_when_there_is_no_checkout(String command) {
		System.setProperty("marea.home", "target/no-checkout");
		try {
			assertThat(execute(command)).isEqualTo(2);
			assertThat(this.err.toString()).startsWith("marea " + command + ": there is no ")
				.contains("/shop/fleet.yaml: the shop is started from a checkout, by ./marea.\n");
		}
		finally {
			System.clearProperty("marea.home");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			dry               | dry-run
			dry-run --vec     | --vectors
			dry-run --on kub  | kubernetes
			completion --ver  | --version
			""")
	void completes_commands_options_and_places_in_bash(String typed, String completed, @TempDir Path temporary)
			throws Exception {
		assertThat(execute("completion")).isZero();
		Path script = Files.writeString(temporary.resolve("completion"), this.out.toString());
		List<String> command = new ArrayList<>(List.of("bash", "-c", """
				source "$0"
				COMP_WORDS=(./marea "$@"); COMP_CWORD=$#; COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
				_complete_marea
				printf '%s\\n' "${COMPREPLY[@]}"
				""", script.toString()));
		command.addAll(List.of(typed.split(" ")));
		Process bash = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		assertThat(bash.onExit().get(1, TimeUnit.MINUTES).exitValue()).isZero();
		assertThat(bash.inputReader().lines().map(String::strip)).containsExactly(completed);
	}

	@ParameterizedTest
	@MethodSource("commands")
	void refuses_an_unknown_option_of_every_command(String command) {
		assertThat(execute(command, "--no-such-option")).isEqualTo(2);
		assertThat(this.err.toString()).startsWith("marea " + command + ": ")
			.endsWith("\nTry './marea " + command + " --help'.\n")
			.doesNotContain("Exception")
			.hasLineCount(2);
	}

	static Stream<String> commands() {
		return Marea.commandLine().getSubcommands().keySet().stream().filter((command) -> !command.equals("help"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "images", "deploy ecs", "destroy all --yes" })
	void says_that_a_script_is_in_a_checkout(String arguments) {
		assertThat(execute(arguments.split(" "))).isEqualTo(2);
		String command = arguments.split(" ")[0];
		assertThat(this.err.toString())
			.startsWith("marea " + command + ": this works only in a checkout, as ./marea " + command + ".\n");
	}

	@Test
	void asks_for_a_command_when_none_is_given() {
		assertThat(execute()).isEqualTo(2);
		assertThat(this.err.toString()).isEqualTo("marea: Missing required subcommand\nTry './marea --help'.\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--version", "run --version", "doctor -V" })
	void says_its_version(String arguments) {
		assertThat(execute(arguments.split(" "))).isZero();
		assertThat(this.out.toString()).matches("Marea \\d+\\.\\d+\\.\\d+\\S*, Java \\S+\n");
	}

	@Test
	void lists_every_command_and_exit_code() {
		assertThat(execute("--help")).isZero();
		assertThat(this.out.toString().lines().map(String::strip)).anyMatch((line) -> line.startsWith("demo "))
			.anyMatch((line) -> line.startsWith("images "))
			.anyMatch((line) -> line.startsWith("deploy "))
			.anyMatch((line) -> line.startsWith("destroy "))
			.anyMatch((line) -> line.startsWith("0 "))
			.anyMatch((line) -> line.startsWith("1 "))
			.anyMatch((line) -> line.startsWith("2 "))
			.anyMatch((line) -> line.startsWith("3 "))
			.anyMatch((line) -> line.startsWith("4 "))
			.anyMatch((line) -> line.startsWith("5 "));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "run --slo=", "run --out=", "doctor --namespace=", "report --out= x", "watch --service= " })
	void refuses_an_empty_value(String arguments) {
		List<String> given = new ArrayList<>(List.of(arguments.split(" ")));
		if (given.getFirst().equals("run")) {
			given.addAll(List.of("--url=http://127.0.0.1:9", "--shape=constant:rate=1/s,for=1s", "--scenario=x"));
		}
		assertThat(execute(given.toArray(String[]::new))).isEqualTo(2);
		String option = given.get(1).replace("=", "");
		assertThat(this.err.toString())
			.startsWith("marea " + given.getFirst() + ": " + option + " has an empty value.\n");
	}

	@Test
	void takes_an_argument_that_begins_with_an_at_sign_as_it_is() {
		assertThat(execute("report", "@nowhere")).isEqualTo(2);
		assertThat(this.err.toString()).startsWith("marea report: @nowhere is not a run: ");
	}

	@Test
	void answers_the_unexpected_with_a_sentence_and_a_log(@TempDir Path home) throws Exception {
		System.setProperty("marea.home", home.toString());
		try {
			this.marea.addSubcommand(new Broken());
			assertThat(execute("broken")).isEqualTo(ExitCode.FAILED);
			Path log = home.resolve(".marea").resolve("marea.log");
			assertThat(this.err.toString())
				.isEqualTo("marea broken: something unexpected went wrong (java.lang.IllegalStateException: two lines);"
						+ " the details are in " + log + ".\n");
			assertThat(log).content().contains("at " + Broken.class.getName());
		}
		finally {
			System.clearProperty("marea.home");
		}
	}

	@Test
	void answers_a_full_stack_as_it_does_the_unexpected(@TempDir Path home) {
		System.setProperty("marea.home", home.toString());
		try {
			this.marea.addSubcommand(new Endless());
			assertThat(execute("endless")).isEqualTo(ExitCode.FAILED);
			assertThat(this.err.toString()).hasLineCount(1)
				.contains("something unexpected went wrong (java.lang.StackOverflowError)");
		}
		finally {
			System.clearProperty("marea.home");
		}
	}

	private int execute(String... arguments) {
		return this.marea.setOut(new PrintWriter(this.out)).setErr(new PrintWriter(this.err)).execute(arguments);
	}

	@CommandLine.Command(name = "endless")
	static class Endless implements Runnable {

		@Override
		public void run() {
			throw new StackOverflowError();
		}

	}

	@CommandLine.Command(name = "broken")
	static class Broken implements Runnable {

		@Override
		public void run() {
			throw new IllegalStateException("two\n lines");
		}

	}

}
