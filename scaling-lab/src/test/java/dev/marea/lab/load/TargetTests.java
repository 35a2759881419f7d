package dev.marea.lab.load;

import java.util.Set;

import dev.marea.lab.cli.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TargetTests {

	@ParameterizedTest
	@CsvSource({ "http://127.0.0.1:8080,http://127.0.0.1:8080",
			"http://localhost:8080/base/,http://localhost:8080/base", "http://127.0.0.1,http://127.0.0.1:80",
			"https://127.0.0.9/x,https://127.0.0.9:443/x", "http://[::1]:8080,http://[::1]:8080" })
	void takes_this_machine(String url, String target) {
		assertThat(Target.of(url, Set.of())).hasToString(target);
	}

	@Test
	void refuses_any_other_machine_unless_it_is_allowed_by_name() {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Target.of("http://192.0.2.7:8080", Set.of("x")))
			.withMessage("192.0.2.7 is not this machine; to send load to it, give --allow-remote 192.0.2.7.");
		assertThat(Target.of("http://192.0.2.7:8080", Set.of("192.0.2.7"))).hasToString("http://192.0.2.7:8080");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 65_536, 99_999 })
	void refuses_a_port_that_there_is_not(int port) {
		String url = "http://127.0.0.1:" + port + "/x";
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Target.of(url, Set.of()))
			.withMessage("The port of '" + url + "' is " + port + "; it must be 1 to 65535.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://127.0.0.1/?a=b", "http://a b",
			"http://user@127.0.0.1/" })
	void refuses_what_is_no_url(String url) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Target.of(url, Set.of()))
			.withMessage("'" + url + "' is no URL such as http://127.0.0.1:8080.");
	}

}
