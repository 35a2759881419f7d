package dev.marea.lab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
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
			demo --max none         | marea demo: Invalid value for option '--max': 'none' is not an int
			demo --max 0            | marea demo: --max must be at least 1.
			demo --fleet nowhere    | marea demo: there is no fleet file nowhere.
			doctor --all            | marea doctor: '--all' is not known here
			""")
	void answers_bad_usage_with_one_line_and_the_right_usage(String arguments, String sentence) {
		System.setProperty("marea.home", "..");
		try {
			assertThat(execute(arguments.split(" "))).isEqualTo(2);
			String[] lines = this.err.toString().split("\n", 2);
			assertThat(lines[0]).isEqualTo(sentence);
			assertThat(lines[1]).startsWith("Usage: " + sentence.substring(0, sentence.indexOf(':')) + " [");
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
	@MethodSource("commands")
	void refuses_an_unknown_option_of_every_command(String command) {
		assertThat(execute(command, "--no-such-option")).isEqualTo(2);
		assertThat(this.err.toString()).startsWith("marea " + command + ": ")
			.contains("\nUsage: marea " + command + " ");
		assertThat(this.err.toString().lines().findFirst().orElse("")).doesNotContain("Exception");
	}

	static Stream<String> commands() {
		return Marea.commandLine().getSubcommands().keySet().stream();
	}

	@Test
	void asks_for_a_command_when_none_is_given() {
		assertThat(execute()).isEqualTo(2);
		assertThat(this.err.toString()).startsWith("marea: Missing required subcommand\nUsage: marea ");
	}

	@Test
	void says_its_version() {
		assertThat(execute("--version")).isZero();
		assertThat(this.out.toString()).matches("Marea \\S+, Java \\S+\n");
	}

	@Test
	void answers_the_unexpected_with_a_sentence_and_a_log(@org.junit.jupiter.api.io.TempDir java.nio.file.Path home)
			throws Exception {
		System.setProperty("marea.home", home.toString());
		try {
			this.marea.addSubcommand(new Broken());
			assertThat(execute("broken")).isEqualTo(1);
			java.nio.file.Path log = home.resolve(".marea").resolve("marea.log");
			assertThat(this.err.toString())
				.isEqualTo("marea broken: something unexpected went wrong (java.lang.IllegalStateException: two lines);"
						+ " the details are in " + log + ".\n");
			assertThat(log).content().contains("at " + Broken.class.getName());
		}
		finally {
			System.clearProperty("marea.home");
		}
	}

	private int execute(String... arguments) {
		return this.marea.setOut(new PrintWriter(this.out)).setErr(new PrintWriter(this.err)).execute(arguments);
	}

	@CommandLine.Command(name = "broken")
	static class Broken implements Runnable {

		@Override
		public void run() {
			throw new IllegalStateException("two\n lines");
		}

	}

}
