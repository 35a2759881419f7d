package dev.marea.lab.place;

import dev.marea.lab.cli.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PlaceOptionsTests {

	@Test
	void nobody_observes_when_no_place_is_given() {
		PlaceOptions options = parse();
		assertThat(options.watch()).isNull();
		assertThat(options.capacity()).isNull();
		assertThat(options.invariants(null)).isNull();
	}

	@Test
	void capacity_is_a_rate() {
		assertThat(parse("--capacity", "4800/m").capacity()).isEqualTo(80);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--service shop                     | --service is given without --on.
			--state here                       | options of --on local are given without it.
			--on local --project shop          | options of --on compose are given without it.
			--on kubernetes --service a --deployment b | --service and --deployment name the same; give one of them.
			--on local --state target/no-fleet | no fleet runs on target/no-fleet; start one with ./marea up.
			""")
	void refuses_what_does_not_belong_together(String arguments, String complaint) {
		PlaceOptions options = parse(arguments.split(" "));
		assertThatExceptionOfType(UsageError.class).isThrownBy(options::watch).withMessage(complaint);
	}

	@Test
	void refuses_values_that_mean_nothing() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(parse("--capacity", "0/s")::capacity)
			.withMessage("--capacity must be more than 0.");
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> parse("--invariants", "127.0.0.1:9081").invariants(null))
			.withMessage("--invariants '127.0.0.1:9081' is no URL such as http://127.0.0.1:9081/actuator/invariants.");
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> parse("--invariants", "http://127.0.0.1:99999/").invariants(null))
			.withMessageStartingWith("--invariants 'http://127.0.0.1:99999/' is no URL such as ");
	}

	private static PlaceOptions parse(String... arguments) {
		Holder holder = new Holder();
		new CommandLine(holder).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
		return holder.place;
	}

	@Command
	private static final class Holder {

		@Mixin
		private PlaceOptions place = new PlaceOptions();

	}

}
