package dev.marea.lab.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The script {@code ./marea} in a checkout without a build. */
class MareaScriptIT {

	@TempDir
	Path home;

	private String output = "";

	@BeforeEach
	void checkOut() throws Exception {
		Files.copy(Path.of("../marea"), this.home.resolve("marea"));
		Files.copy(Path.of("../jdk.sh"), this.home.resolve("jdk.sh"));
		Files.copy(Path.of("../pom.xml"), this.home.resolve("pom.xml"));
		Path lab = Files.createDirectories(this.home.resolve("scaling-lab/help"));
		Files.copy(Path.of("pom.xml"), lab.resolveSibling("pom.xml"));
		try (Stream<Path> texts = Files.list(Path.of("help"))) {
			for (Path text : texts.toList()) {
				Files.copy(text, lab.resolve(text.getFileName().toString()));
			}
		}
		program("mvn", "#!/bin/sh\necho a build was asked for\nexit 1\n");
	}

	@ParameterizedTest
	@CsvSource({ "--help, marea", "-h, marea", "help, marea", "help run, run", "run --help, run", "demo -h, demo",
			"doctor --help, doctor" })
	void prints_help_without_a_build(String arguments, String text) throws Exception {
		assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.HELD);
		assertThat(this.output).isEqualTo(Files.readString(Path.of("help", text + ".txt")));
		assertThat(this.home.resolve(".marea")).doesNotExist();
	}

	@ParameterizedTest
	@CsvSource({ "--version", "-V", "run --version" })
	void prints_the_labs_version_without_a_build(String arguments) throws Exception {
		assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.HELD);
		assertThat(this.output)
			.isEqualTo("Marea " + Version.marea() + ", Java " + System.getProperty("java.version") + "\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			""         | Missing required subcommand
			fly        | there is no command 'fly'
			help fly   | there is no command 'fly'
			--fly      | '--fly' is not known here
			../pom     | there is no command '../pom'
			marea      | there is no command 'marea'
			Run --help | there is no command 'Run'
			""")
	void refuses_what_it_does_not_know_without_a_build(String arguments, String sentence) throws Exception {
		assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(ExitCode.WRONG_INPUT);
		assertThat(this.output).isEqualTo("marea: " + sentence + "\nTry './marea --help'.\n");
		assertThat(this.home.resolve(".marea")).doesNotExist();
	}

	@Test
	void says_that_a_build_failed() throws Exception {
		assertThat(run("run")).isEqualTo(ExitCode.FAILED);
		assertThat(this.output).contains("a build was asked for")
			.endsWith("marea: the build failed; the whole log is " + this.home.toRealPath() + "/.marea/build.log\n");
	}

	@Test
	void builds_the_lab_alone_where_no_service_is_started() throws Exception {
		program("mvn", "#!/bin/sh\necho \"asked for: $*\"\nexit 1\n");
		run("run");
		assertThat(this.output).contains("-pl scaling-lab -am");
		run("demo");
		assertThat(this.output).contains(
				"-pl spring-cloud-balancer,service-starter,gateway-service,catalog-service,order-service,scaling-lab -am");
	}

	private void program(String name, String script) throws Exception {
		Path program = Files.writeString(Files.createDirectories(this.home.resolve("bin")).resolve(name), script);
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	private int run(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("bash", this.home.resolve("marea").toString()));
		command.addAll(List.of(arguments));
		Path written = this.home.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(written.toFile());
		builder.environment().put("PATH", this.home.resolve("bin") + ":/usr/bin:/bin");
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process process = builder.start();
		process.getOutputStream().close();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		this.output = Files.readString(written, StandardCharsets.UTF_8);
		return process.exitValue();
	}

}
