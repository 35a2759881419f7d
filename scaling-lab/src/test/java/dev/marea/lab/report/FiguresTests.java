package dev.marea.lab.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTests {

	@ParameterizedTest
	@CsvSource({ "0, 0 ms", "0.0042, 4.2 ms", "0.004, 4 ms", "0.084, 84 ms", "0.9994, 999 ms", "0.9996, 1.00 s",
			"1.416, 1.42 s", "12.04, 12.0 s", "-0.02, -20 ms" })
	void writes_durations_with_as_many_digits_as_matter(double seconds, String text) {
		assertThat(Figures.duration(seconds)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 %", "0.00001, < 0.01 %", "0.001, 0.1 %", "0.02346, 2.35 %", "0.3951, 39.5 %", "1, 100 %" })
	void never_rounds_an_error_away(double share, String text) {
		assertThat(Figures.percent(share)).isEqualTo(text);
	}

	@Test
	void writes_the_same_digits_with_spanish_separators() {
		assertThat(Words.count(1_234_567)).isEqualTo(new Words("1,234,567", "1.234.567"));
		assertThat(Words.duration(0.0042)).isEqualTo(new Words("4.2 ms", "4,2 ms"));
		assertThat(Words.duration(1.416)).isEqualTo(new Words("1.42 s", "1,42 s"));
		assertThat(Words.time(1234.56)).isEqualTo(new Words("1,234.6 s", "1.234,6 s"));
		assertThat(Words.percent(0.00001)).isEqualTo(new Words("< 0.01 %", "< 0,01 %"));
		assertThat(Words.percent(0.02346)).isEqualTo(new Words("2.35 %", "2,35 %"));
		assertThat(Words.rate(2.34)).isEqualTo(new Words("2.3/s", "2,3/s"));
		assertThat(Words.number(1234.5, 3)).isEqualTo(new Words("1,234.5", "1.234,5"));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0/s", "2.34, 2.3/s", "312.4, 312/s" })
	void writes_rates(double rate, String text) {
		assertThat(Figures.rate(rate)).isEqualTo(text);
	}

}
