package dev.marea.lab.hpa;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QuantityTests {

	@ParameterizedTest
	@CsvSource({ "500m, 500", "1, 1000", "25500m, 25500", "0.5, 500", ".5, 500", "5., 5000", "+5, 5000", "1k, 1000000",
			"2Ki, 2048000", "1.5Ki, 1536000", "1e3, 1000000", "1E3, 1000000", "1e-3, 1", "1e+2, 100000",
			"1M, 1000000000", "1E, 1000000000000000000000", "7u, 1", "1001u, 2", "1n, 1", "0.0001, 1", "0.1n, 1",
			"1G, 1000000000000", "3Mi, 3145728000" })
	void is_read_in_every_form_and_rounded_up_to_thousandths(String text, String milli) {
		if (milli.length() > 18) {
			assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Quantity.parse(text).milli());
			return;
		}
		assertThat(Quantity.parse(text).milli()).isEqualTo(Long.parseLong(milli));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "m", ".", "abc", "1 m", "1mm", "1K", "1ki", "1e", "1e3m", "--1", "1e999999999", "0x10",
			"1,5", "1_000", "NaN" })
	void refuses_what_is_no_quantity(String text) {
		assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> Quantity.parse(text));
	}

	@ParameterizedTest
	@CsvSource({ "0.1, 0.1", "100m, 0.1", "250m, 0.25", "0, 0", "1, 1", "0.07, 0.07", "33333u, 0.033333", "2k, 2000" })
	void is_approximated_as_the_controller_does(String text, double value) {
		assertThat(Quantity.parse(text).approximate()).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "500m, 500m", "1000m, 1", "25.5, 25500m", "40, 40", "2Ki, 2048", "0.05, 50m", "1u, 0.000001" })
	void is_written_briefly(String text, String written) {
		assertThat(Quantity.parse(text)).hasToString(written);
	}

}
