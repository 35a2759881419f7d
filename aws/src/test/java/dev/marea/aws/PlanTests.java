package dev.marea.aws;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTests {

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "eks" })
	void costs_what_docs_say(String place) throws IOException {
		StringWriter text = new StringWriter();
		CommandLine line = MareaAws.commandLine().setOut(new PrintWriter(text, true));
		assertThat(line.execute("plan", place, "--settings", Templates.SETTINGS.toString())).isZero();
		String cost = text.toString().substring(text.toString().indexOf("Costs"));
		assertThat(Files.readString(Path.of("../docs/aws.md"))).contains(cost.strip().indent(4));
	}

}
